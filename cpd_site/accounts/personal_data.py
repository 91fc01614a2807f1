"""What the database holds about a person, found by relations, so that no table is missed."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models

from cpd_site.models import User

SECRETS = {"password", "secret", "data", "session_key", "token", "token_secret", "code_hash"}
"""Columns with secrets, by name: exports never contain them."""

WITH_ACCESS = {"cpd_site.Letter": {"words", "headers"}}
"""Columns of tables that are a person's, but contain links with access."""

type ExportedRow = dict[str, Any]


def addresses_of(person: User) -> set[str]:
    """Return their e-mail addresses, including the one being proved, in lower case."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {email.lower() for email in (person.email, *others)}


def export(person: User) -> dict[str, list[ExportedRow]]:
    """Return everything, row by row, by the verbose name of its table.

    That is: what belongs to them and goes with their account, and its dependants; what names them
    as its author; and rows with their address.
    """
    found: dict[str, dict[Any, ExportedRow]] = {}

    def add(rows: models.QuerySet[Any]) -> set[Any]:
        """Keep these rows; return the keys of those that are new."""
        of_model = found.setdefault(str(rows.model._meta.verbose_name), {})
        new = {row.pk: _as_text(row, person) for row in rows if row.pk not in of_model}
        of_model.update(new)
        return set(new)

    waiting: list[tuple[type[models.Model], set[Any]]] = [
        (User, add(User.objects.filter(pk=person.pk)))
    ]
    while waiting:
        model, keys = waiting.pop()
        for field in fields_to(model):
            rows = rows_of(field.model).filter(**{f"{field.name}__in": keys})
            if field.remote_field.on_delete is models.CASCADE:
                if new := add(rows):
                    waiting.append((field.model, new))
            elif model is User:
                add(rows)
    for column in email_fields():
        for email in addresses_of(person):
            add(rows_of(column.model).filter(**{f"{column.name}__iexact": email}))
    return {what: list(rows.values()) for what, rows in found.items() if rows}


def fields_to(model: type[models.Model]) -> Iterator["models.ForeignKey[Any, Any]"]:
    """Yield every foreign key to this model, including those without a reverse relation."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            field = getattr(relation, "field", None)
            if isinstance(field, models.ForeignKey):
                yield field


def email_fields() -> Iterator["models.EmailField[Any, Any]"]:
    """Yield every e-mail column of any table."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.EmailField):
                yield field


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """Return all rows, bypassing the filters and refusals of the model's own manager."""
    return model._base_manager.all()


def _as_text(row: models.Model, person: User) -> ExportedRow:
    """Return the columns of a row by name, and related rows by their text."""
    columns: ExportedRow = {}
    left_out = SECRETS | WITH_ACCESS.get(row._meta.label, set())
    for field in row._meta.concrete_fields:
        if field.name in left_out:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            other = getattr(row, field.name)
            value = _whom(other, person) if isinstance(other, User) else str(other)
        columns[str(field.verbose_name)] = value
    return columns


def _whom(other: User, person: User) -> str:
    return "you" if other == person else "somebody else"
