"""Sending mails, for Django's MAILERS."""

from typing import Any


def by_smtp(server: dict[str, Any]) -> dict[str, Any]:
    """Send through the server that MAIL_URL names."""
    options = {
        "host": server["EMAIL_HOST"],
        "port": server["EMAIL_PORT"],
        "username": server["EMAIL_HOST_USER"],
        "password": server["EMAIL_HOST_PASSWORD"],
        "use_tls": server.get("EMAIL_USE_TLS", False),
        "use_ssl": server.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    }
    return {"default": {"BACKEND": server["EMAIL_BACKEND"], "OPTIONS": options}}


def to_terminal() -> dict[str, Any]:
    """Print to the terminal in which the site runs."""
    return {"default": {"BACKEND": "cpd_site.serving.terminal_mail.TerminalBackend"}}
