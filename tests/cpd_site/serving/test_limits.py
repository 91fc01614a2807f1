"""The table of limits in docs/settings.md has every limit of the site."""

import re
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

from cpd_site.serving.rate_limit import RateLimit

OURS = ("cpd_site.", "frameworks.")
PERIODS = {timedelta(days=1): "a day", timedelta(hours=1): "an hour"}


def test_each_limit_is_in_the_table():
    assert get_resolver().url_patterns  # whatever limits a page is imported
    ours = [module for name, module in sys.modules.items() if name.startswith(OURS)]
    values = (value for module in ours for value in vars(module).values())
    limits = {each.name: each for each in values if isinstance(each, RateLimit)}
    documented = (Path(settings.BASE_DIR) / "docs" / "settings.md").read_text("utf-8")
    table = documented.partition("## Limits")[2].partition("\n## ")[0]

    told = Counter(re.findall(r"\b(\d+ (?:a day|an hour))", table))

    wanted = Counter(
        f"{each.most} {PERIODS[each.within]}" for each in limits.values() if each.within in PERIODS
    )
    assert sum(wanted.values()) > 15
    assert told == wanted
