"""Writes: takes what tells of a person out of the journal, where undo and History would keep it for ever."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Text, bindparam, func, or_, select, type_coerce, update

from models.dialects.sqlite import json_text
from models.entities import CLASSES, Entity
from models.journal import Change, Operation
from services.customers.identity import FIELDS, identity_of
from services.kernel import images
from services.kernel.images import Image
from services.kernel.unit_of_work import UnitOfWork
from services.privacy.finding import PersonalRows, stored_rows
from services.privacy.personal import CLEARED, Secrets, blotted, cleared

_changes = Change.table()
_operations = Operation.table()
_PORTION = 500
_PARENTS: Mapping[Entity, tuple[str, Entity]] = {
    Entity.ORDER_LINE: ("order_id", Entity.ORDER),
    Entity.CASE: ("order_id", Entity.ORDER),
    Entity.REVIEW: ("order_id", Entity.ORDER),
    Entity.INVOICE: ("order_id", Entity.ORDER),
    Entity.CASE_PAYMENT: ("case_id", Entity.CASE),
    Entity.CASE_FILE: ("case_id", Entity.CASE),
    Entity.REVIEW_STEP: ("review_id", Entity.REVIEW),
}
_BY_NUMBER = frozenset({Entity.CASE, Entity.REVIEW, Entity.TRANSACTION, Entity.INVOICE})
_OF_CUSTOMER = frozenset({Entity.CUSTOMER_CARD, Entity.CUSTOMER_CONTACT, Entity.FOLLOW_UP, Entity.COUPON})
_UPDATE = (
    update(_changes)
    .where(_changes.c.id == bindparam("change_id"))
    .values(before=bindparam("new_before"), after=bindparam("new_after"), block=bindparam("new_block"))
)


@dataclass(slots=True)
class Redaction:
    """What is taken out: rows by kind, and the words.

    `values_of` says what stands in an order's columns afterwards. Where it is not a whole person
    that goes (`is_whole`), only orders are looked at, and `is_old` tells those that are gone by now.
    `files` are the SHA-256 of files that were taken off their cases before.
    """

    found: PersonalRows
    secrets: Secrets
    values_of: Callable[[int, Image], dict[str, Any]]
    is_whole: bool = True
    is_old: Callable[[Image], bool] = lambda _image: False
    gone: dict[Entity, set[int]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def is_theirs(self, entity: Entity, row_id: int, image: Image) -> bool:
        """Whether a stored row, of now or of then, is about the people that go."""
        if row_id in self.found.of(entity) or row_id in self.gone.get(entity, ()):
            return True
        if not self.is_whole:
            return entity is Entity.ORDER and self.is_old(image)
        if entity is Entity.ORDER and all(name in image for name in FIELDS):
            identity = identity_of(image)
            return identity is not None and identity.id in self.found.identities
        if entity in _OF_CUSTOMER:
            return image.get("customer_id") in self.found.identities
        parent = _PARENTS.get(entity)
        if parent is not None and image.get(parent[0]) is not None and self._is_gone(parent[1], image[parent[0]]):
            return True
        return entity in _BY_NUMBER and image.get("order_no") in self.found.numbers

    def _is_gone(self, entity: Entity, row_id: int) -> bool:
        return row_id in self.found.of(entity) or row_id in self.gone.get(entity, ())

    def replaced(self, entity: Entity, row_id: int, image: Image) -> Image:
        """The image with what goes taken out."""
        values = self.values_of(row_id, image) if entity is Entity.ORDER else cleared(entity)
        return {name: values.get(name, value) for name, value in image.items()}


def entities_of(redaction: Redaction) -> tuple[Entity, ...]:
    """The kinds of rows that are looked at, parents before children."""
    return tuple(CLEARED) if redaction.is_whole else (Entity.ORDER,)


def learn(uow: UnitOfWork, redaction: Redaction) -> None:
    """Read the journal for rows that are gone by now and for names they once had."""
    for entity in entities_of(redaction):
        for _change, row_id, image in _images(uow, entity):
            if redaction.is_theirs(entity, row_id, image):
                redaction.gone.setdefault(entity, set()).add(row_id)
                redaction.secrets.take(image)
                if entity is Entity.CASE_FILE and image.get("sha256"):
                    redaction.files.add(str(image["sha256"]))
                if entity is Entity.ORDER and image.get("external_no"):
                    redaction.found.numbers.add(str(image["external_no"]))


def redact_journal(uow: UnitOfWork, redaction: Redaction) -> None:
    """Take the people's columns out of every change, and the words out of everything else that was recorded."""
    words = redaction.secrets.all()
    for entity in entities_of(redaction):
        _redact_entity(uow, entity, redaction)
    if redaction.is_whole and words:
        _blot_changes(uow, words)
        _blot_labels(uow, words)


def _redact_entity(uow: UnitOfWork, entity: Entity, redaction: Redaction) -> None:
    waiting = []
    for row in _changes_of(uow, entity):
        before, after, block = row.before, row.after, row.block
        whole = before if row.kind == "delete" else after
        if block is not None:
            block = _redacted_block(entity, block, redaction)
        elif redaction.is_theirs(entity, row.row_id, whole or {}):
            before = None if before is None else redaction.replaced(entity, row.row_id, before)
            after = None if after is None else redaction.replaced(entity, row.row_id, after)
        if (before, after, block) != (row.before, row.after, row.block):
            waiting.append({"change_id": row.id, "new_before": before, "new_after": after, "new_block": block})
    if waiting:
        uow.connection.execute(_UPDATE, waiting)


def _redacted_block(entity: Entity, block: bytes, redaction: Redaction) -> bytes:
    columns, rows = images.unpack(block)
    changed = False
    for place, row in enumerate(rows):
        image = dict(zip(columns, row, strict=True))
        if redaction.is_theirs(entity, image["id"], image):
            rows[place] = list(redaction.replaced(entity, image["id"], image).values())
            changed = True
    return images.pack(columns, rows) if changed else block


def _images(uow: UnitOfWork, entity: Entity) -> Iterator[tuple[int, int, Image]]:
    for row in _changes_of(uow, entity):
        if row.block is not None:
            for image in images.images_in(row.block):
                yield row.id, image["id"], image
        for image in (row.before, row.after):
            if image is not None:
                yield row.id, row.row_id, image


def _changes_of(uow: UnitOfWork, entity: Entity | None) -> Iterator[Any]:
    """The changes of a kind of rows, in portions, oldest first."""
    last = 0
    while True:
        statement = select(_changes).where(_changes.c.id > last).order_by(_changes.c.id).limit(_PORTION)
        if entity is not None:
            statement = statement.where(_changes.c.entity == str(entity))
        rows = uow.connection.execute(statement).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id
        uow.checkpoint()


def _blot_changes(uow: UnitOfWork, words: list[str]) -> None:
    waiting = []
    for entity, names in TYPED.items():
        for row in _changes_of(uow, entity):
            before, after = (_blotted_image(one, names, words) for one in (row.before, row.after))
            block = row.block if row.block is None else _blotted_block(row.block, names, words)
            if (before, after, block) != (row.before, row.after, row.block):
                waiting.append({"change_id": row.id, "new_before": before, "new_after": after, "new_block": block})
    if waiting:
        uow.connection.execute(_UPDATE, waiting)


def _blotted_image(image: Image | None, names: tuple[str, ...], words: list[str]) -> Image | None:
    if image is None:
        return None
    return {
        name: blotted(value, words) if name in names and isinstance(value, str) else value
        for name, value in image.items()
    }


def _blotted_block(block: bytes, names: tuple[str, ...], words: list[str]) -> bytes:
    columns, rows = images.unpack(block)
    places = [place for place, name in enumerate(columns) if name in names]
    changed = False
    for row in rows:
        for place in places:
            if isinstance(row[place], str) and (plain := blotted(row[place], words)) != row[place]:
                row[place], changed = plain, True
    return images.pack(columns, rows) if changed else block


def _blot_labels(uow: UnitOfWork, words: list[str]) -> None:
    statement = (
        update(_operations)
        .where(_operations.c.id == bindparam("operation_id"))
        .values(label=bindparam("new_label"), final_reason=bindparam("new_reason"))
    )
    waiting = []
    for row in uow.connection.execute(select(_operations.c.id, _operations.c.label, _operations.c.final_reason)):
        label, reason = _blotted_json(row.label, words), _blotted_json(row.final_reason, words)
        if (label, reason) != (row.label, row.final_reason):
            waiting.append({"operation_id": row.id, "new_label": label, "new_reason": reason})
    if waiting:
        uow.connection.execute(statement, waiting)


def _blotted_json(value: Any, words: list[str]) -> Any:
    if value is None:
        return None
    text = json_text(value)
    plain = blotted(text, words)
    return value if plain == text else json.loads(plain)


TYPED: Mapping[Entity, tuple[str, ...]] = {
    Entity.IMPORT_FILE: ("file_name", "warnings"),
    Entity.IMPORT_PROBLEM: ("value", "message", "cells"),
    Entity.WAVE: ("note", "rule"),
    Entity.PARCEL: ("note", "hold_note"),
    Entity.CUSTOMER_CARD: ("note",),
    Entity.CUSTOMER_CONTACT: ("text",),
    Entity.FOLLOW_UP: ("text", "result"),
    Entity.SEGMENT: ("name", "request"),
    Entity.SETTING: ("value",),
    Entity.ORDER: ("seller_note", "buyer_note", "hold_note"),
    Entity.CASE: ("note", "next_action"),
    Entity.TRANSACTION: ("subject", "note", "counterparty", "counterparty_account"),
    Entity.INVOICE: ("party", "text", "note"),
    Entity.PRINT_RUN: ("target",),
}
"""Where else a name may have been typed or told: kinds of rows, and the columns people and files fill."""


def blot_rows(uow: UnitOfWork, secrets: Secrets) -> None:
    """Blot the words out of everything that was typed or told elsewhere."""
    words = secrets.all()
    for entity, names in TYPED.items():
        wanted: dict[int, dict[str, Any]] = {}
        for row in stored_rows(uow.connection, entity, _rows_with(uow, entity, names, words)):
            changed = {name: blotted(row[name], words) for name in names if isinstance(row[name], str)}
            wanted[row["id"]] = {name: plain for name, plain in changed.items() if plain != row[name]}
        if wanted:
            uow.redact(entity, wanted)


def _rows_with(uow: UnitOfWork, entity: Entity, names: tuple[str, ...], words: list[str]) -> set[int]:
    table = CLASSES[entity].table()
    texts = [type_coerce(table.c[name], Text()) for name in names]
    found: set[int] = set()
    for word in words:
        spelled = dict.fromkeys((word, json_text(word)[1:-1]))
        holds = or_(*(func.instr(one, spelling) > 0 for one in texts for spelling in spelled))
        found.update(uow.connection.execute(select(table.c.id).where(holds)).scalars())
    return found
