"""An OpenID Connect provider, such as DfE Sign-in, as allauth wants its settings."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def provider(issuer: str, name: str, client_id: str, secret: str) -> dict[str, list[object]]:
    """The provider at this address. An address that it has proved opens the account with it."""
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname != "127.0.0.1":
        raise ImproperlyConfigured("OIDC_ISSUER begins with https://: what it says is believed.")
    more = {
        "server_url": issuer.rstrip("/"),
        "oauth_pkce_enabled": True,
        "email_authentication": True,
    }
    app = {"provider_id": "sso", "name": name, "client_id": client_id, "secret": secret}
    return {"APPS": [app | {"settings": more}]}


def origins(issuer: str, *others: str) -> list[str]:
    """Where the button's POST is sent on to, and over which others it leads."""
    found = urlsplit(issuer)
    return [f"{found.scheme}://{found.netloc}", *others]
