"""Metrics for Prometheus if METRICS_TOKEN is set; otherwise nothing is counted or imported.

Each worker writes its counts to files in PROMETHEUS_MULTIPROC_DIR (`manage.py serve` sets it), and
`/metrics` adds them up. No label contains people's words: it names views, not addresses.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings

type Gauge = tuple[str, Callable[[], float]]

gauges: dict[str, Gauge] = {}
"""Gauges that are read from the database on request, by name: the help text and a function."""

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds."""


def is_on() -> bool:
    return bool(settings.METRICS_TOKEN)


def observe(*, view: str, method: str, status: int, seconds: float, queries: int) -> None:
    """Count a request that Django answered."""
    counters = _counters()
    counters["requests"].labels(view, method, status).inc()
    counters["seconds"].labels(view).observe(seconds)
    counters["queries"].labels(view).inc(queries)


def page_cache_hit() -> None:
    """Count a page from the page cache, which Django never saw."""
    _counters()["hits"].inc()


def mail(*, sent: bool) -> None:
    """Count a mail that was sent, or failed."""
    if is_on():
        _counters()["mails"].labels("sent" if sent else "failed").inc()


def text() -> bytes:
    """Return the metrics of all workers together, in Prometheus' text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client import Gauge as PrometheusGauge
    from prometheus_client.multiprocess import MultiProcessCollector

    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    read = CollectorRegistry()
    for name, (what, value) in gauges.items():
        PrometheusGauge(name, what, registry=read).set(value())
    return generate_latest(counted) + generate_latest(read)


@cache
def _counters() -> dict[str, Any]:
    from prometheus_client import Counter, Histogram

    labels = ("view", "method", "status")
    return {
        "requests": Counter("cpd_requests", "Requests that Django answered", labels),
        "seconds": Histogram(
            "cpd_request_seconds", "How long they took", ["view"], buckets=BUCKETS
        ),
        "queries": Counter("cpd_queries", "Queries that they made", ["view"]),
        "hits": Counter("cpd_page_cache_hits", "Pages from the page cache"),
        "mails": Counter(
            "cpd_mails", "Mails sent within a request, but those of sign-in", ["outcome"]
        ),
    }
