"""Texts that name a person: by their full name, of two words at least, or by an address.

`WORDS` lists every column that may hold what people wrote, `LINKS` those of web addresses,
`NO_WORDS` every other text column, with the reason. A test checks them against the models.

Anybody can call themselves “Early Career”. So people who close their own account, where nobody
looks at what would change, are looked for by name among their own organisations only
(`OF_ORGANISATION`, `OF_PERSON`), and everywhere by the addresses that they have proved.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.core.cache import caches
from django.db import models
from django.db.models.functions import Cast

from cpd_site.accounts import personal_data
from cpd_site.models import FORMER_MEMBER, Membership, User
from cpd_site.serving import site_version

type Model = type[models.Model]

WORDS = {
    "cpd_site.Organisation": ("name", "short_name"),
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
    "frameworks.Edition": (
        *("label", "note", "title", "subtitle", "source", "changed", "withdrawn_because"),
    ),
    "frameworks.CopySummary": ("rows", "wording"),
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

LINKS = {
    "cpd_site.Organisation": ("slug",),
    "opportunities.Opportunity": ("link",),
    "frameworks.Framework": ("slug",),
    "frameworks.PlanItem": ("link",),
    "frameworks.PlanStep": ("links",),
    "frameworks.LinkCheck": ("url", "moved_to"),
}
"""Columns of web addresses, one per line, or parts of them. An address that names somebody is
removed.
"""

_OF_DRAFTS = models.Q(grid__locked_at=None, grid__edition__due_at=None)
_NEVER = models.Q(pk=None)
OPEN = {
    **{label: _OF_DRAFTS for label in WORDS if label.startswith("opportunities.")},
    "frameworks.Edition": models.Q(status__in=("draft", "discarded"), due_at=None),
    "frameworks.Edition.withdrawn_because": models.Q(status="withdrawn"),
    "frameworks.Framework.title": models.Q(current_edition=None),
    "frameworks.Framework.slug": _NEVER,
    "cpd_site.Organisation": _NEVER,
    "frameworks.Event": ~models.Q(what__in=("published", "put up"))
    & models.Q(edition__due_at=None),
}
"""Tables and columns with a condition for rows whose words may change. Other rows are published, or
scheduled with these very words, and stay as they are. People have to change the names of
organisations and the addresses of frameworks themselves.
"""

_OF_EDITION = "edition__framework__organisation"
OF_ORGANISATION = {
    "cpd_site.Organisation": "pk",
    "cpd_site.OrganisationEvent": "organisation",
    "cpd_site.JoinLink": "organisation",
    "cpd_site.RoleRequest": "organisation",
    **{label: f"grid__{_OF_EDITION}" for label in WORDS if label.startswith("opportunities.")},
    "frameworks.Framework": "organisation",
    "frameworks.Edition": "framework__organisation",
    **{f"frameworks.{name}": _OF_EDITION for name in ("CopySummary", "Choice", "Preview")},
    **{f"frameworks.{name}": _OF_EDITION for name in ("Comment", "Reason")},
    "frameworks.Event": "framework__organisation",
    "frameworks.Import": "organisation",
    "frameworks.ImportAnswers": "framework__organisation",
    "frameworks.ReasonAsked": "copy__organisation",
    "frameworks.Suggestion": "copy__organisation",
}
"""Tables of what organisations wrote, and the path to the organisation."""

OF_PERSON = {
    "frameworks.Plan": "owner",
    "frameworks.PlanItem": "plan__owner",
    "frameworks.PlanStep": "item__plan__owner",
    "frameworks.PlanComment": "item__plan__owner",
}
"""The same of people. All other tables are the site's."""

NO_WORDS = {
    "of organisations, which are not people's": {
        "cpd_site.Organisation": ("phase", "postcode"),
        "cpd_site.OrganisationWords": ("words",),
    },
    "codes, keys and addresses of pages": {
        "cpd_site.Organisation": ("la_code", "trust_code"),
        "cpd_site.OrganisationEvent": ("what",),
        "cpd_site.MailDomain": ("domain", "code_hash"),
        "cpd_site.CommandRun": ("command",),
        "opportunities.Grid": ("fingerprint",),
        "opportunities.Stage": ("slug",),
        "opportunities.Opportunity": ("kinds",),
        "frameworks.Framework": ("contact_phone",),
        "frameworks.Edition": ("slug", "due_fingerprint"),
        "frameworks.Choice": ("decision", "fingerprint"),
        "frameworks.Event": ("what",),
        "frameworks.PlanCalendar": ("secret",),
        "frameworks.PlanItem": ("kept",),
        "frameworks.CopySummary": ("reworded", "hidden"),
        "frameworks.RefusedKinds": ("kinds",),
    },
    "what published editions say, kept beside them": {
        "opportunities.SearchEntry": ("words", "meanings", "places"),
        "opportunities.SearchWord": ("word", "stem"),
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
class Left:
    """What still names a person, or may: published editions and frameworks, organisations and
    frameworks named after them, and unread files.
    """

    published: tuple[str, ...]
    called: tuple[str, ...]
    unread: tuple[str, ...]

    def sentences(self, whom: str) -> Iterator[str]:
        """Yield what to do about what names them. `whom` is “you” or “them”."""
        for title in self.published:
            yield f"{title} is published and names {whom}: ask its editors."
        for title in self.called:
            yield f"{title} is called like {whom}, or its address is: site staff can change that."

    def for_staff(self) -> Iterator[str]:
        """Yield the same, and name unread files of any organisation."""
        yield from self.sentences("them")
        for title in self.unread:
            yield f"{title}, waits to be read and may name them: look at it in a minute."


LINK = re.compile(r"(?:https?://|www\.)\S*[\w/=&#-]", re.IGNORECASE)
"""A web address in a text."""


@dataclass(frozen=True)
class Mention:
    """A column of one row that names the person. One that `is_published` stands as it is."""

    model: Model
    field: str
    pk: Any
    value: Any
    then: Any  # the value without them
    is_published: bool

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name}: {self.field.replace('_', ' ')}"


class PersonNames:
    """The names and addresses of a person, matched in any case as whole words."""

    def __init__(self, whole_name: str, emails: Collection[str]) -> None:
        name = whole_name.split()
        sought = [r"(?<![\w.+-])" + re.escape(email) + r"(?![\w-]|\.\w)" for email in emails]
        in_links = [re.escape(email) for email in emails]
        plain = {_longest_plain(email) for email in emails}
        parts = plain | {email.replace("@", "%40") for email in plain}  # as links have it
        if len(name) > 1 and any(map(str.isalnum, whole_name)):
            sought.append(r"(?<!\w)" + r"\s+".join(map(re.escape, name)) + r"(?!\w)")
            words = re.findall(r"[^\W_]+", _plain(whole_name))
            in_links.append(r"(?<![^\W_])" + r"[\W_]{0,3}".join(words) + r"(?![^\W_])")
            parts |= {max(map(_longest_plain, each), key=len) for each in (name, words)}
        self._sought = re.compile("|".join(sought), re.IGNORECASE)
        self._in_links = re.compile("|".join(in_links))
        parts = {part.casefold() for part in parts}
        self._parts = {part for part in parts if not any(other in part for other in parts - {part})}

    def is_in(self, value: Any) -> bool:
        return self.replaced_in(value) != value

    def replaced_in(self, value: Any) -> Any:
        """Return the value, also inside lists and mappings, with “a former member” for each name,
        and without web addresses that name them.
        """
        if isinstance(value, str):
            if LINK.fullmatch(value):
                return self.links_left(value)
            words = LINK.sub(lambda link: self.links_left(link[0]) or FORMER_MEMBER, value)
            return self._sought.sub(FORMER_MEMBER, words)
        if isinstance(value, list):
            return [self.replaced_in(each) for each in value]
        if isinstance(value, dict):
            return {self.replaced_in(key): self.replaced_in(each) for key, each in value.items()}
        return value

    def links_left(self, links: str) -> str:
        """Return the web addresses, one per line, that contain neither their e-mail address nor
        their name, with or without hyphens and accents.
        """
        return "\n".join(
            link for link in links.split("\n") if not self._in_links.search(_plain(unquote(link)))
        )

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


def _plain(words: str) -> str:
    """Return the words in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def places_naming(person: User, within: Collection[int] | None = None) -> list[Mention]:
    """Return every place that names them, by table. `within`: the organisations among which their
    name is looked for; None for all.
    """
    return [*_places(person, within)]


def naming_of(person: User) -> PersonNames:
    return PersonNames(person.name, personal_data.addresses_of(person))


def _places(person: User, within: Collection[int] | None) -> Iterator[Mention]:
    """Yield the places with one query per table, which reads all of it."""
    naming = naming_of(person)
    elsewhere = PersonNames("", personal_data.addresses_of(person))
    for label in WORDS | LINKS:
        fields = (*WORDS.get(label, ()), *LINKS.get(label, ()))
        model = apps.get_model(label)
        rows = naming.candidates(model._base_manager.all(), fields)
        rows = rows.annotate(
            is_within=_is_within(label, within),
            **{f"{field}_is_open": _is_open(label, field) for field in fields},
        )
        columns = ("pk", "is_within", *fields, *(f"{field}_is_open" for field in fields))
        for row in rows.values(*columns).iterator():
            names = naming if row["is_within"] else elsewhere
            for field in fields:
                then = _left(names, label, field, row[field])
                if then != row[field]:
                    is_published = not row[f"{field}_is_open"]
                    yield Mention(model, field, row["pk"], row[field], then, is_published)


def _left(naming: PersonNames, label: str, field: str, value: Any) -> Any:
    """Return the value of the column without them."""
    if field in LINKS.get(label, ()):
        return naming.links_left(value)
    return naming.replaced_in(value)


def _is_within(label: str, organisations: Collection[int] | None) -> models.Expression:
    """Return whether a row is of these organisations, of their members, or of the site."""
    if organisations is None:
        return _holds(None)
    if path := OF_ORGANISATION.get(label):
        return _holds(models.Q(**{f"{path}__in": organisations}))
    if path := OF_PERSON.get(label):
        members = Membership.objects.filter(organisation__in=organisations).values("user")
        return _holds(models.Q(**{f"{path}__in": members}))
    return _holds(None)


def _is_open(label: str, field: str) -> models.Expression:
    return _holds(OPEN.get(f"{label}.{field}", OPEN.get(label)))


def _holds(condition: models.Q | None) -> models.Expression:
    """Return whether the condition holds for a row; without one it does."""
    if condition is None:
        return models.Value(True)
    return models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False))


def take_out(person: User, within: Collection[int] | None = None) -> Left:
    """Replace every mention by “a former member” except where words stay; return what still names
    them. Files for readers are written again. `within` as for `places_naming`.
    """
    places = places_naming(person, within)
    for place in places:
        if not place.is_published:
            _replace(place)
    if places:
        site_version.bump(public=True)
        caches["files"].clear()
    return left(places)


def _replace(place: Mention) -> None:
    meta = place.model._meta
    columns = {each.name for each in meta.concrete_fields}
    then = place.then
    if isinstance(then, str):
        then = then[: getattr(meta.get_field(place.field), "max_length", None)]
    values = {place.field: then}
    if "version" in columns:  # pages that show the old words become stale
        values["version"] = models.F("version") + 1
    row = place.model._base_manager.filter(pk=place.pk)
    is_unique = getattr(meta.get_field(place.field), "unique", False)
    if is_unique and not then:  # a link check: repeatable
        row.delete()
        return
    row.update(**values)
    if "grid" in columns:
        grids = apps.get_model("opportunities.Grid")._default_manager
        grids.filter(pk__in=row.values("grid")).count_change()


def left(places: list[Mention]) -> Left:
    """Return what would still name them, without duplicates."""
    stay = [place for place in places if place.is_published]
    called = {_title(place) for place in stay if _is_called(place)}
    published = {_title(place) for place in stay if not _is_called(place)}
    waiting = apps.get_model("frameworks.ImportFile")._base_manager.select_related("of")
    unread = {str(file.of) for file in waiting.defer("content")}
    return Left(*(tuple(sorted(titles)) for titles in (published, called, unread)))


def _is_called(place: Mention) -> bool:
    """Return whether this is the name, or the slug, of the row itself."""
    return place.field == "slug" or place.model._meta.label == "cpd_site.Organisation"


def _title(place: Mention) -> str:
    row: Any = place.model._base_manager.get(pk=place.pk)
    if place.model._meta.app_label == "opportunities":
        return str(row.grid.edition)
    return str(getattr(row, "edition", None) or row)
