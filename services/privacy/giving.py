"""Writes a file with everything that is kept of one person, for the person: a workbook, JSON, or both in a ZIP."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, select

from models.columns import BusinessDate, MinorUnits, UtcInstant
from models.customers import Customer
from models.entities import CLASSES, Entity
from services import formatting, settings
from services.customers.commands import short_no
from services.errors import Invalid, NotFound
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.history.field_names import FIELD_LABELS
from services.history.row_names import ENTITY_FORMS
from services.i18n import N_, translate, translate_plural
from services.messages import message
from services.privacy.finding import PersonalRows, of_customer, stored_rows
from services.types import Money

_SECTIONS = (
    Entity.ORDER, Entity.ORDER_LINE, Entity.CASE, Entity.CASE_PAYMENT, Entity.CASE_FILE, Entity.REVIEW,
    Entity.REVIEW_STEP, Entity.TRANSACTION, Entity.INVOICE, Entity.PARCEL, Entity.CUSTOMER_CARD,
    Entity.CUSTOMER_CONTACT, Entity.FOLLOW_UP, Entity.COUPON,
)  # fmt: skip
_INSIDE = frozenset({"version", "base", "code_key", "sku_id", "account_id", "file_id", "natural_key"})
_SUFFIXES = (".zip", ".xlsx", ".json")
Record = dict[str, Any]


def export_person(connection: Connection, customer_id: int, out: Path) -> int:
    """Write everything about a customer to `out`; returns how many rows that are.

    `NotFound` where no order is his, `Invalid` for a name that does not end in .zip, .xlsx or .json.
    """
    kind = out.suffix.lower()
    if kind not in _SUFFIXES:
        reason = message(N_("the name must end in .zip, .xlsx or .json"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    sections = person_records(connection, customer_id)
    with replacing(out) as part:
        if kind == ".json":
            part.write_text(_as_json(sections), encoding="utf-8")
        elif kind == ".xlsx":
            _write_workbook(part, sections)
        else:
            _write_archive(part, sections)
    return sum(len(rows) for rows in sections.values())


def person_records(connection: Connection, customer_id: int) -> Mapping[str, list[Record]]:
    """Everything about a customer as plain values, by the code of the kind of row."""
    found = of_customer(connection, customer_id)
    if not found.of(Entity.ORDER):
        raise NotFound(what=message(N_("customer")), which=short_no(customer_id))
    zone = settings.read(connection, settings.ZONE)
    sections: dict[str, list[Record]] = {"customer": _figures(connection, customer_id, zone)}
    for entity in _SECTIONS:
        rows = _records(connection, entity, found, zone)
        if rows:
            sections[str(entity)] = rows
    return sections


def _figures(connection: Connection, customer_id: int, zone: str) -> list[Record]:
    table = Customer.table()
    row = connection.execute(select(table).where(table.c.id == customer_id)).mappings().one()
    currency = str(row["currency"])
    shown = {name: value for name, value in row.items() if name not in ("search", "channel_id")}
    return [{name: _plain(table.c[name].type, _stored(value), currency, zone) for name, value in shown.items()}]


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _records(connection: Connection, entity: Entity, found: PersonalRows, zone: str) -> list[Record]:
    table = CLASSES[entity].table()
    home = settings.read(connection, settings.CURRENCY)
    records = []
    for row in stored_rows(connection, entity, found.of(entity)):
        currency = str(row.get("currency") or home)
        records.append(
            {
                name: _plain(table.c[name].type, value, currency, zone)
                for name, value in row.items()
                if value is not None and name not in _INSIDE
            }
        )
    return records


def _plain(kind: Any, value: Any, currency: str, zone: str) -> Any:
    """A stored value as JSON carries it: amounts as decimals, times with their offset, numbers of rows as texts."""
    if value is None:
        return None
    if isinstance(kind, MinorUnits):
        return Money(int(value), currency).decimal()
    if isinstance(kind, UtcInstant):
        return formatting.iso_ms(int(value), zone)
    if isinstance(kind, BusinessDate):
        return str(value)
    if isinstance(kind, BigInteger):
        return str(value)
    if isinstance(value, str) and isinstance(kind, JSON):
        return json.loads(value)
    return value


def _as_json(sections: Mapping[str, list[Record]]) -> str:
    return json.dumps(sections, ensure_ascii=False, indent=1) + "\n"


def _write_archive(part: Path, sections: Mapping[str, list[Record]]) -> None:
    book = part.with_name(f"{part.name}.xlsx")
    try:
        _write_workbook(book, sections)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            archive.writestr("person.json", _as_json(sections))
            archive.write(book, "person.xlsx")
    finally:
        book.unlink(missing_ok=True)


def _write_workbook(part: Path, sections: Mapping[str, list[Record]]) -> None:
    with new_workbook(part) as book:
        bold = book.add_format({"bold": True})
        for code, rows in sections.items():
            sheet = book.add_worksheet(_title(code, len(rows))[:31])
            names = list(dict.fromkeys(name for row in rows for name in row))
            for place, name in enumerate(names):
                sheet.write_string(0, place, translate(FIELD_LABELS.get(name, name)), bold)
            for number, row in enumerate(rows, start=1):
                for place, name in enumerate(names):
                    value = row.get(name)
                    if value is not None:
                        sheet.write_string(number, place, value if isinstance(value, str) else _cell(value))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(names) - 1, 0), 16)


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _title(code: str, count: int) -> str:
    if code == "customer":
        return translate(N_("Customer"))
    words = translate_plural(*ENTITY_FORMS[Entity(code)], count).format(count=count)
    return "".join(ch for ch in words if ch not in "[]:*?/\\")
