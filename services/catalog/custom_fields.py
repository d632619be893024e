"""The fields a shop adds to its products: which there are, of which kind, and what fits into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Product
from services import settings, text
from services.catalog.drafts import CustomValue
from services.catalog.writing import NOT_EMPTY, invalid
from services.days import read_day
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message, plural_message
from services.written_numbers import parse_number

_products = Product.table()


class FieldKind(StrEnum):
    """What a field of the shop's own holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"


KIND_LABELS: dict[FieldKind, str] = {
    FieldKind.TEXT: N_("Text"),
    FieldKind.NUMBER: N_("Whole number"),
    FieldKind.DATE: N_("Date"),
    FieldKind.FLAG: N_("Yes or no"),
    FieldKind.CHOICE: N_("Choice"),
}


@dataclass(frozen=True, slots=True)
class CustomField:
    """One field of the shop's own. `key` never changes, so that a field can be called otherwise; `choices` are for
    a choice."""

    key: str
    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()


def custom_fields(connection: Connection) -> tuple[CustomField, ...]:
    """The shop's own fields, in their order."""
    kept = settings.read(connection, settings.CUSTOM_FIELDS)
    return tuple(CustomField(one["key"], one["name"], FieldKind(one["kind"]), tuple(one["choices"])) for one in kept)


@dataclass(frozen=True, slots=True)
class OwnFields:
    """The shop's own fields, and how many products say something in each, by key."""

    fields: tuple[CustomField, ...]
    uses: Mapping[str, int]


def own_fields(connection: Connection) -> OwnFields:
    """What somebody who changes the shop's own fields has to know."""
    return OwnFields(custom_fields(connection), _uses(connection))


def _uses(connection: Connection) -> dict[str, int]:
    """Products with a value, by key; those of fields taken away are among them."""
    each = func.json_each(_products.c.custom).table_valued("key")
    statement = select(each.c.key, func.count()).select_from(_products).join(each, _products.c.custom.is_not(None))
    return {str(key): int(count) for key, count in connection.execute(statement.group_by(each.c.key))}


@command("catalog.define_fields", NN_("Set {count} own field of products", "Set {count} own fields of products"))
def define_fields(uow: UnitOfWork, fields: Sequence[CustomField]) -> tuple[CustomField, ...]:
    """Make these the shop's own fields; one without a key is new and gets one. Values of a field left out stay.

    Raises `Invalid` (at ``fields.N``), also where a field products have values in would become of another kind.
    """
    uow.flush()
    before, uses = {field.key: field for field in custom_fields(uow.connection)}, _uses(uow.connection)
    # A key with values is never given again: they would show up in the new field.
    used = {*before, *uses, *(field.key for field in fields if field.key)}
    made: list[CustomField] = []
    for number, field in enumerate(fields):
        name = " ".join(field.name.split())
        if not name:
            raise invalid(N_("Name"), field.name, NOT_EMPTY, f"fields.{number}")
        if text.key(name) in {text.key(one.name) for one in made}:
            raise invalid(N_("Name"), name, N_("it stands in the list twice"), f"fields.{number}")
        choices = tuple(dict.fromkeys(choice.strip() for choice in field.choices if choice.strip()))
        if field.kind is FieldKind.CHOICE and not choices:
            raise invalid(N_("Name"), name, N_("it needs at least one value"), f"fields.{number}")
        if field.key in uses and field.key in before and field.kind is not before[field.key].kind:
            raise invalid(N_("Kind"), name, _has_values(uses[field.key]), f"fields.{number}")
        key = field.key or _free_key(used)
        used.add(key)
        made.append(CustomField(key, name, field.kind, choices))
    settings.change(
        uow,
        settings.CUSTOM_FIELDS.key,
        [{"key": one.key, "name": one.name, "kind": str(one.kind), "choices": list(one.choices)} for one in made],
    )
    uow.describe(count=len(made))
    return tuple(made)


def _has_values(count: int) -> Message:
    forms = NN_(
        "{count} product has a value in it, so its kind stays; add another field instead",
        "{count} products have a value in it, so its kind stays; add another field instead",
    )
    return plural_message(forms, count)


def fitting(fields: Sequence[CustomField], values: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values to be kept: those of known fields checked against their kind, those of fields gone as they were.

    A value that stays is not checked again: a choice may have been taken from the list since.

    Raises `Invalid` naming the field.
    """
    known = {field.key: field for field in fields}
    found = {key: value for key, value in kept.items() if key not in known}
    for key, value in values.items():
        field = known.get(key)
        if field is not None and value is not None and value != "":
            found[key] = value if value == kept.get(key) else _fitting(field, value)
    return found


def parsed(field: CustomField, typed: str) -> CustomValue | None:
    """What somebody typed or a table holds, as the field keeps it; None where it is empty. Raises `Invalid`."""
    shown = typed.strip()
    if not shown:
        return None
    if field.kind is FieldKind.NUMBER:
        number = parse_number(shown, 0)
        if number is None:
            raise _unfit(field, typed, N_("this is not a whole number"))
        return number
    if field.kind is FieldKind.FLAG:
        return shown.casefold() not in ("0", "no", "false", "n")
    return _fitting(field, shown)


def _fitting(field: CustomField, value: Any) -> CustomValue:
    if field.kind is FieldKind.FLAG:
        return bool(value)
    if field.kind is FieldKind.NUMBER:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _unfit(field, value, N_("this is not a whole number"))
        return value
    shown = str(value).strip()
    if field.kind is FieldKind.DATE:
        day = read_day(shown)
        if day is None:
            raise _unfit(field, value, N_("this is not a date"))
        return day.isoformat()
    if field.kind is FieldKind.CHOICE and shown not in field.choices:
        raise _unfit(field, value, message(N_("choose one of {choices}"), choices=field.choices))
    return shown


def _unfit(field: CustomField, value: Any, reason: Any) -> Invalid:
    return invalid(field.name, value, reason, f"custom.{field.key}")


def _free_key(used: set[str]) -> str:
    number = 1
    while f"f{number}" in used:
        number += 1
    return f"f{number}"
