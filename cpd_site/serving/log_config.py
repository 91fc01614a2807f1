"""Logging, for Django's LOGGING."""

from typing import Any

from cpd_site.serving.environment import one_of

FORMS = {
    "text": {"format": "{asctime} {levelname} {name} [{request_number}]: {message}", "style": "{"},
    "json": {"()": "cpd_site.serving.request_log.JsonFormatter"},
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def to_stderr(*, form: str, level: str) -> dict[str, Any]:
    """Return a configuration that logs from this level to standard error, and mails faults to
    ADMINS.
    """
    one_of("LOG_FORMAT", form, FORMS)
    one_of("LOG_LEVEL", level, LEVELS)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"number": {"()": "cpd_site.serving.request_log.WithNumber"}},
        "formatters": FORMS,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["number"],
            },
            "mail": {
                "class": "cpd_site.serving.request_log.FaultMails",
                "formatter": "text",
                "filters": ["number"],
            },
        },
        "root": {"handlers": ["console", "mail"], "level": level},
        "loggers": {
            # A hostile or mistaken host name gets 400; it is not a fault of ours.
            "django.security.DisallowedHost": {"handlers": [], "propagate": False},
            # It logs every task that succeeds.
            "django.tasks": {"level": "WARNING"},
        },
    }
