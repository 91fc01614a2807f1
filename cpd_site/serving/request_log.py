"""Log requests: a number on every line, and the slow requests.

Clients get the number as `X-Request-ID` and on error pages, so that they can quote it and an
operator finds the lines. Our lines never contain people's words, nor addresses with them.
"""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from heapq import nlargest
from time import monotonic, perf_counter
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins
from django.db import connection
from django.http import HttpRequest, HttpResponse

from cpd_site.serving import metrics
from cpd_site.serving.page_cache import MARK

slow_log = logging.getLogger("cpd_site.slow")

GOOD_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""The numbers that we accept from our own proxy."""

number: ContextVar[str] = ContextVar("number", default="-")
"""The number of the current request; "-" outside of one."""


class RequestLogMiddleware:
    """Numbers each request, and logs those that take longer than SLOW_REQUESTS_AFTER."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = number.set(_number_of(request))
        request.number = number.get()  # type: ignore[attr-defined]  # for WithNumber
        try:
            if settings.SLOW_REQUESTS_AFTER or metrics.is_on():
                response = self._watched(request)
            else:
                response = self.get_response(request)
            if MARK not in response:  # a cached page must have none
                response["X-Request-ID"] = number.get()
            return response
        finally:
            number.reset(token)

    def _watched(self, request: HttpRequest) -> HttpResponse:
        began, queries = perf_counter(), Queries()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        took = perf_counter() - began
        view = request.resolver_match.view_name if request.resolver_match else "no view"
        if metrics.is_on():
            metrics.observe(
                view=view,
                method=_known_method(request),
                status=response.status_code,
                seconds=took,
                queries=queries.count,
            )
        if 0 < settings.SLOW_REQUESTS_AFTER <= took:
            slow_log.warning(
                "%s %s took %.2f s: %d queries in %.2f s, most of it %s",
                request.method,
                view,
                took,
                queries.count,
                sum(queries.seconds.values()),
                "; ".join(queries.slowest(3)) or "none",
            )
        return response


class Queries:
    """Counts and times the queries of one request, by SQL without values."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds: dict[str, float] = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds[sql] = self.seconds.get(sql, 0) + perf_counter() - began

    def slowest(self, most: int) -> list[str]:
        """Return the SQL with the longest total time, and its seconds."""
        slowest = nlargest(most, self.seconds.items(), key=lambda pair: pair[1])
        return [f"{seconds:.2f} s {sql[:500]}" for sql, seconds in slowest]


DETAIL = re.compile(r"^(DETAIL|CONTEXT): .*", re.MULTILINE)
"""What PostgreSQL adds to an error: the values of the row, such as somebody's address."""


class WithNumber(logging.Filter):
    """Adds the number of the request to each record, as `request_number`, and takes out what is
    nobody's business: of Django's records, which have the path, the token of a link, which whoever
    reads the log could use; of tracebacks, the values of rows.

    Django logs some responses after all middleware: their record has the request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.request_number = getattr(request, "number", number.get())
        match = getattr(request, "resolver_match", None)
        token = match.kwargs.get("token") if match else None
        if token and isinstance(record.args, tuple):
            record.args = tuple(
                each.replace(token, "…") if isinstance(each, str) else each for each in record.args
            )
        if record.exc_info and not record.exc_text:
            traceback = logging.Formatter().formatException(record.exc_info)
            record.exc_text = DETAIL.sub(r"\1: …", traceback)  # formatters take it from here
        return True


class JsonFormatter(logging.Formatter):
    """Writes one JSON object per line, for log collectors."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_number", "-"),
        }
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps(entry, ensure_ascii=False)


class FaultMails(logging.Handler):
    """Mails faults to ADMINS: the line and its traceback, without request data.

    Each worker mails ten an hour at most, so that a broken release does not fill mailboxes.
    """

    MOST, WITHIN = 10, 60 * 60

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._sent: list[float] = []

    def emit(self, record: logging.LogRecord) -> None:
        now = monotonic()
        self._sent = [at for at in self._sent if at > now - self.WITHIN]
        if not settings.ADMINS or len(self._sent) >= self.MOST:
            return
        self._sent.append(now)
        try:
            subject = f"{record.levelname}: {record.getMessage()}".splitlines()[0][:200]
            mail_admins(subject, self.format(record))
        except Exception:  # the mail server may be what failed
            self.handleError(record)


def _known_method(request: HttpRequest) -> str:
    """Return the method; invented ones share a label, since each would be a metric of its own."""
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"


def _number_of(request: HttpRequest) -> str:
    """Return the number given by our own proxy, or a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.PROXIES else ""
    return given if GOOD_NUMBER.fullmatch(given) else secrets.token_hex(6)
