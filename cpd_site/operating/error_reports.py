"""Report faults to Sentry or a compatible service if SENTRY_DSN is set, without personal data.

Each event is rebuilt from what may leave: the type of error, the place in the code, the view, and
the number of the request, by which an operator finds the log lines. Error messages, addresses,
queries, forms, cookies, headers, values of variables and breadcrumbs stay here: each may contain
what somebody typed.
"""

from typing import Any

from cpd_site.operating import VERSION
from cpd_site.serving import request_log

OF_EVENT = (
    *("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk"),
    *("server_name", "transaction"),
)
OF_FRAME = (
    *("filename", "module", "function", "lineno", "in_app"),
    *("pre_context", "context_line", "post_context"),
)


def start(dsn: str) -> None:
    """Report faults of this process from now on. Loads nothing without a DSN."""
    if not dsn:
        return
    import sentry_sdk
    from sentry_sdk.integrations.django import DjangoIntegration

    sentry_sdk.init(
        dsn=dsn,
        release=VERSION,
        environment="production",
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=scrub_event,  # type: ignore[arg-type]  # it is a dict all the same
        integrations=[DjangoIntegration(transaction_style="function_name")],
    )


def scrub_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Return the event without people's words and identities."""
    reported = _some_of(event, OF_EVENT)
    reported["tags"] = {"request": request_log.number.get()}
    if message := event.get("logentry", {}).get("message"):
        reported["logentry"] = {"message": message}  # the template in the code, without its values
    errors = event.get("exception", {}).get("values", [])
    reported["exception"] = {"values": [_where(error) for error in errors]}
    return reported


def _where(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return _some_of(error, ("type", "module")) | {
        "stacktrace": {"frames": [_some_of(frame, OF_FRAME) for frame in frames]}
    }


def _some_of(whole: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}
