"""A small OpenID Connect provider on loopback: discovery, token, userinfo and keys.

Nobody types anything there: a test says who signs in, and follows the redirect with the code that
the page of `authorize` would have given.
"""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.answering import in_a_thread

CLIENT, SECRET = "cpd", "quite-secret"


@dataclass
class Provider:
    """Its settings, and the requests it got. `person`: who signs in there."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    """Deviations of the id_token from the standard."""
    broken: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Wrong responses by path: a status and a body."""
    asked: dict[str, str] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def authorize(self, address: str) -> str:
        """Return where the browser is redirected from this address, once somebody has signed in."""
        found = urlsplit(address)
        assert f"{found.scheme}://{found.netloc}{found.path}" == f"{self.address}/authorize"
        self.asked = {name: values[0] for name, values in parse_qs(found.query).items()}
        return f"{self.asked['redirect_uri']}?code=a-code&state={self.asked['state']}"

    def discovery(self) -> dict[str, Any]:
        places = ("authorize", "token", "userinfo", "jwks")
        authorize, token, userinfo, jwks = (f"{self.address}/{place}" for place in places)
        return {
            "issuer": self.address,
            "authorization_endpoint": authorize,
            "token_endpoint": token,
            "userinfo_endpoint": userinfo,
            "jwks_uri": jwks,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Exchange a code; return None if the code, secret or PKCE is wrong."""
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = {"client_id": CLIENT, "client_secret": SECRET, "code": "a-code"}
        if not right.items() <= form.items() or challenge != self.asked["code_challenge"]:
            return None
        now = int(time.time())
        said = {"iss": self.address, "aud": CLIENT, "sub": self.person["sub"]}
        said |= {"iat": now, "exp": now + 3600} | self.token
        signed = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "an-access", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.path.partition("?")[0]
            if asked == "/userinfo":
                known = self.headers["Authorization"] == "Bearer an-access"
                self.answer(asked, provider.person if known else None)
            elif asked == "/jwks":
                self.answer(asked, provider.keys())
            else:
                self.answer(asked, provider.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer("/token", provider.tokens(form))

        def answer(self, path: str, said: dict[str, Any] | None) -> None:
            right = (200, json.dumps(said)) if said is not None else (401, '{"error": "no"}')
            status, body = provider.broken.get(path, right)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    with in_a_thread(server):
        yield provider
