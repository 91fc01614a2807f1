"""Texts that name a person: by their full name, of two words at least, or by an address.

`WORDS` lists every column that may hold what people wrote, `NO_WORDS` every other text column, with
the reason. A test checks both against the models.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from cpd_site.accounts import personal_data
from cpd_site.models import FORMER_MEMBER, User
from cpd_site.serving import site_version

type Model = type[models.Model]

WORDS = {
    "cpd_site.OrganisationEvent": ("about", "before", "after"),
    "cpd_site.JoinLink": ("name",),
    "cpd_site.Letter": ("subject", "words", "headers"),
    "cpd_site.CommandRun": ("failed",),
    "cpd_site.RoleRequest": ("why", "reply"),
    "opportunities.Stage": ("name", "roles", "standards", "summary"),
    "opportunities.Column": ("heading",),
    "opportunities.Opportunity": ("text", "details", "contact", "cost_words", "when"),
    "opportunities.Placement": ("note",),
    "opportunities.PrintedHeading": ("text",),
    "opportunities.Section": ("heading", "body"),
    "frameworks.Framework": ("title", "contact_name"),
    "frameworks.Edition": ("label", "note", "title", "subtitle", "source", "changed"),
    "frameworks.Choice": ("answer", "before", "reason"),
    "frameworks.Preview": ("note",),
    "frameworks.Comment": ("line", "box", "text", "name"),
    "frameworks.Event": ("about", "before", "after"),
    "frameworks.Import": ("name", "contents", "refusal", "answers"),
    "frameworks.ImportAnswers": ("answers",),
    "frameworks.Plan": ("title",),
    "frameworks.PlanItem": ("text", "details", "source", "stage_name", "standards"),
    "frameworks.PlanStep": ("note", "evidence"),
    "frameworks.PlanComment": ("text",),
    "frameworks.Reason": ("before", "after", "text"),
    "frameworks.ReasonAsked": ("words",),
    "frameworks.Suggestion": ("stage_name", "column_name", "said", "was", "why", "answer"),
    "admin.LogEntry": ("object_repr", "change_message"),
    "django_tasks_database.DBTaskResult": ("traceback",),
}

_OF_DRAFTS = models.Q(grid__locked_at=None, grid__edition__due_at=None)
OPEN = {
    **{label: _OF_DRAFTS for label in WORDS if label.startswith("opportunities.")},
    "frameworks.Edition": models.Q(status__in=("draft", "discarded"), due_at=None),
    "frameworks.Framework.title": models.Q(current_edition=None),
    "frameworks.Event": ~models.Q(what__in=("published", "put up"))
    & models.Q(edition__due_at=None),
}
"""Tables and columns with a condition for rows whose words may change. Other rows are published, or
scheduled with these very words, and stay as they are.
"""

NO_WORDS = {
    "names of organisations, which are not people's": {
        "cpd_site.Organisation": ("slug", "name", "short_name", "phase", "postcode"),
        "cpd_site.OrganisationWords": ("words",),
    },
    "codes, keys and addresses of pages": {
        "cpd_site.Organisation": ("la_code", "trust_code"),
        "cpd_site.OrganisationEvent": ("what",),
        "cpd_site.MailDomain": ("domain", "code_hash"),
        "cpd_site.CommandRun": ("command",),
        "opportunities.Grid": ("fingerprint",),
        "opportunities.Stage": ("slug",),
        "opportunities.Opportunity": ("link", "kinds"),
        "frameworks.Framework": ("slug", "contact_phone"),
        "frameworks.Edition": ("slug", "due_fingerprint"),
        "frameworks.Choice": ("decision", "fingerprint"),
        "frameworks.Event": ("what",),
        "frameworks.LinkCheck": ("url", "moved_to"),
        "frameworks.PlanCalendar": ("secret",),
        "frameworks.PlanItem": ("link", "kept"),
        "frameworks.PlanStep": ("links",),
        "frameworks.RefusedKinds": ("kinds",),
    },
    "what published editions say, kept beside them": {
        "opportunities.SearchEntry": ("words", "meanings", "places"),
        "opportunities.SearchWord": ("word", "stem"),
        "frameworks.CopySummary": ("rows", "wording", "reworded", "hidden"),
        "frameworks.Edition": ("withdrawn_because",),
    },
    "of one account, with which it goes": {
        "cpd_site.User": ("password", "name"),
        "sessions.Session": ("session_key", "session_data"),
        "account.EmailConfirmation": ("key",),
        "mfa.Authenticator": ("data",),
        "usersessions.UserSession": ("session_key", "user_agent", "data"),
        "socialaccount.SocialAccount": ("provider", "uid", "extra_data"),
        "socialaccount.SocialToken": ("token", "token_secret"),
    },
    "of the code, and of those who run the site": {
        "cpd_site.Letter": ("failed",),
        "admin.LogEntry": ("object_id",),
        "auth.Permission": ("name", "codename"),
        "auth.Group": ("name",),
        "contenttypes.ContentType": ("app_label", "model"),
        "django_tasks_database.DBTaskResult": (
            *("args_kwargs", "task_path", "worker_ids", "queue_name", "backend_name"),
            *("return_value", "exception_class_path"),
        ),
        "socialaccount.SocialApp": (
            *("provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
        ),
    },
}


@dataclass(frozen=True)
class Mention:
    """A column of one row that names the person. One that `is_published` stays as it is."""

    model: Model
    field: str
    pk: Any
    value: Any
    is_published: bool

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name}: {self.field.replace('_', ' ')}"


class PersonNames:
    """The names and addresses of a person, matched in any case as whole words."""

    def __init__(self, whole_name: str, emails: Collection[str]) -> None:
        name = whole_name.split()
        sought = [r"(?<![\w.+-])" + re.escape(email) + r"(?![\w-]|\.\w)" for email in emails]
        if len(name) > 1:
            sought.append(r"(?<!\w)" + r"\s+".join(map(re.escape, name)) + r"(?!\w)")
        self._sought = re.compile("|".join(sought), re.IGNORECASE)
        self._parts = {_longest_plain(email) for email in emails}
        if len(name) > 1:
            self._parts.add(max(map(_longest_plain, name), key=len))

    def is_in(self, value: Any) -> bool:
        return self.replaced_in(value) != value

    def replaced_in(self, value: Any) -> Any:
        """Return the value, also inside lists and mappings, with “a former member” for each."""
        if isinstance(value, str):
            return self._sought.sub(FORMER_MEMBER, value)
        if isinstance(value, list):
            return [self.replaced_in(each) for each in value]
        if isinstance(value, dict):
            return {self.replaced_in(key): self.replaced_in(each) for key, each in value.items()}
        return value

    def candidates(self, rows: models.QuerySet[Any], fields: Sequence[str]) -> models.QuerySet[Any]:
        """Narrow the rows by a part without accents: databases compare accents, and write them in
        JSON, in different ways.
        """
        as_text = {f"{field}_as_text": Cast(field, models.TextField()) for field in fields}
        either = models.Q()
        for name, part in product(as_text, self._parts):
            either |= models.Q(**{f"{name}__icontains": part})
        return rows.annotate(**as_text).filter(either)


def _longest_plain(words: str) -> str:
    return max(re.findall(r"[a-zA-Z0-9@._+-]*", words), key=len)


def places_naming(person: User) -> list[Mention]:
    """Return every place that names them, by table."""
    return [*_places(naming_of(person))]


def naming_of(person: User) -> PersonNames:
    return PersonNames(person.name, personal_data.addresses_of(person))


def _places(naming: PersonNames) -> Iterator[Mention]:
    """Yield the places with one query per table, which reads all of it."""
    for label, fields in WORDS.items():
        model = apps.get_model(label)
        rows = naming.candidates(model._base_manager.all(), fields)
        rows = rows.annotate(**{f"{field}_is_open": _is_open(label, field) for field in fields})
        for row in rows.values("pk", *fields, *(f"{field}_is_open" for field in fields)).iterator():
            for field in fields:
                if naming.is_in(row[field]):
                    yield Mention(model, field, row["pk"], row[field], not row[f"{field}_is_open"])


def _is_open(label: str, field: str) -> models.Expression:
    condition = OPEN.get(label) or OPEN.get(f"{label}.{field}")
    if condition is None:
        return models.Value(True)
    return models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False))


def take_out(person: User) -> tuple[str, ...]:
    """Replace every mention by “a former member” except in what is published; return the names of
    editions and frameworks that still mention them.
    """
    naming = naming_of(person)
    places = [*_places(naming)]
    for place in places:
        if not place.is_published:
            _replace(place, naming)
    if places:
        site_version.bump(public=True)
    return published(places)


def _replace(place: Mention, naming: PersonNames) -> None:
    meta = place.model._meta
    columns = {each.name for each in meta.concrete_fields}
    then = naming.replaced_in(place.value)
    if isinstance(then, str):
        then = then[: getattr(meta.get_field(place.field), "max_length", None)]
    values = {place.field: then}
    if "version" in columns:  # pages that show the old words become stale
        values["version"] = models.F("version") + 1
    row = place.model._base_manager.filter(pk=place.pk)
    row.update(**values)
    if "grid" in columns:
        grids = apps.get_model("opportunities.Grid")._default_manager
        grids.filter(pk__in=row.values("grid")).count_change()


def published(places: list[Mention]) -> tuple[str, ...]:
    """Return which of these are published, by name and without duplicates."""
    return tuple(sorted({_title(place) for place in places if place.is_published}))


def _title(place: Mention) -> str:
    row: Any = place.model._base_manager.get(pk=place.pk)
    if place.model._meta.app_label == "opportunities":
        return str(row.grid.edition)
    return str(getattr(row, "edition", None) or row)
