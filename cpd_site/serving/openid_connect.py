"""Settings of allauth for an OpenID Connect provider, such as DfE Sign-in."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def provider(issuer: str, name: str, client_id: str, secret: str) -> dict[str, list[object]]:
    """Return the provider at this address. An e-mail address that it has verified opens its
    account.
    """
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
    """Return the origins that the button's POST is redirected to."""
    found = urlsplit(issuer)
    return [f"{found.scheme}://{found.netloc}", *others]
