""" "Check my data": everything that must hold in a shop file, and where it does not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select

from models.dialects import copying, sqlite
from models.entities import CLASSES
from models.enums.orders import RefundStatus
from models.imports import ImportFile, ImportProblem
from models.journal import Change, IdCounter, Operation, OperationKind
from models.migrations.registry import CURRENT_VERSION
from models.orders import Order, OrderLine
from services import clock, settings, text
from services.aftersales.verification import RULES as CASE_RULES
from services.backup import places
from services.backup.places import BegunCheck
from services.catalog.pictures import folder_for
from services.errors import AppError, Cancelled, ShopDamaged
from services.files_beside import look_through
from services.i18n import N_
from services.kernel.command import command
from services.kernel.db_errors import translated
from services.kernel.images import table_of
from services.kernel.projections import ROWS_NAMED, Projection
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, from_json, message, to_json
from services.reconcile.integrity import MONEY_RULES
from services.registry import PROJECTIONS
from services.remedies import STRUCTURE

_orders = Order.table()
_lines = OrderLine.table()
_OF_LINES = select(_orders.c.external_no).join(_lines, _lines.c.order_id == _orders.c.id).distinct()
_log = logging.getLogger(__name__)
CHECK_EVERY = timedelta(days=30)
MISSING = "files.missing"
"""The code of the finding that `fetch_missing` repairs as far as the backups hold the files."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: a stable code, the sentence, and the rows concerned (at most 20)."""

    code: str
    message: Message
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastCheck:
    """What did not hold when all was last looked at, whether it is time again, and how far that is."""

    found: tuple[Finding, ...]
    is_due: bool
    begun: BegunCheck | None = None


def check(connection: Connection, task: Task | None = None) -> tuple[Finding, ...]:
    """Every finding; empty when the shop is sound. Reads everything once."""
    job = task or Task()
    found: list[Finding] = []
    for number in range(STEPS):
        try:
            found += check_step(connection, number, job)
        except Cancelled:
            raise
        except Exception as error:
            if damage_in(found) is None:
                raise
            # What stands in a damaged file may be anything; that it is damaged is what has to be said.
            _log.info("a step of the check cannot be done in a damaged shop: %s", type(error).__name__)
    first = damage_in(found)
    return tuple(one for one in found if one is first or one.code != STRUCTURE)


def check_step(connection: Connection, number: int, task: Task) -> tuple[Finding, ...]:
    """What one of the `STEPS` finds. Asked to stop it ends with `Cancelled`, in the middle of a long one too."""
    task.checkpoint(number, STEPS)
    try:
        with translated(sqlite.path_of(connection)), copying.stoppable(connection, lambda: task.is_cancelled):
            if number < len(_STEPS):
                return tuple(_STEPS[number](connection))
            return tuple(_files(connection, lambda: task.checkpoint(number, STEPS)))
    except ShopDamaged as error:  # it can be so broken that the question for what is broken fails
        return (_damaged((str(error.params["reason"]),)),)


def damage_in(found: Iterable[Finding]) -> Finding | None:
    """The finding that the file itself is damaged, or None: then nothing more should be written to it."""
    return next((one for one in found if one.code == STRUCTURE), None)


def check_and_note(connection: Connection, task: Task | None = None) -> tuple[Finding, ...]:
    """What `check` finds, asked for by hand: the thirty days to the next look begin anew."""
    findings = check(connection, task)
    note_check(connection, _noted(findings))
    return findings


def last_check(connection: Connection) -> LastCheck:
    """What is noted of the last look at everything; a demo is never due."""
    if settings.read(connection, settings.IS_DEMO):
        return LastCheck((), is_due=False)
    shop = sqlite.path_of(connection)
    at, found = places.last_check(shop) or (None, ())
    if clock.was_within(at, CHECK_EVERY):
        return LastCheck(findings_of(found), is_due=False)
    return LastCheck(findings_of(found), is_due=True, begun=_still_worth_it(places.begun_check(shop)))


def next_step(connection: Connection, begun: BegunCheck | None, task: Task) -> BegunCheck:
    """Do the next step of a check, or its first, and note it, so that another day goes on where this one ended.

    Each step looks at what is there at its moment, and holds for the check as long as that is not older than what a
    whole check may be: nobody who opens the shop for an hour a day has to get through all of it within one.
    """
    so_far = begun or BegunCheck(clock.now(), 0, STEPS, ())
    found = _noted(check_step(connection, so_far.done, task))
    done = replace(so_far, done=so_far.done + 1, found=(*so_far.found, *found))
    if done.done == STEPS:
        note_check(connection, done.found)
    else:
        _note_begun(connection, done)
    return done


def _note_begun(connection: Connection, check: BegunCheck) -> None:
    try:
        places.note_begun(sqlite.path_of(connection), check)
    except AppError as error:
        _log.info("it could not be noted how far the check of all data is: %s", error)


def note_damage(connection: Connection, reason: str) -> None:
    """Note that the file itself is damaged, however that was met, so that it is not opened as a sound one again."""
    note_damage_of(sqlite.path_of(connection), reason)


def note_damage_of(shop: Path, reason: str) -> None:
    """`note_damage` for who met it while the shop was open and has let go of it."""
    try:
        if STRUCTURE not in places.codes_found(shop):
            begun = _still_worth_it(places.begun_check(shop)) or BegunCheck(clock.now(), 0, STEPS, ())
            found = _noted((_damaged((reason,)),))
            places.note_begun(shop, replace(begun, found=(*begun.found, *found)))
    except AppError as error:
        _log.warning("it could not be noted that the shop's file is damaged: %s", error)


def _still_worth_it(begun: BegunCheck | None) -> BegunCheck | None:
    """A check that was begun, where this program has as many steps and none of them is older than a check may be."""
    if begun is None or begun.of != STEPS or not 0 <= begun.done < STEPS:
        return None
    return begun if clock.was_within(begun.since, CHECK_EVERY) else None


def findings_of(noted: Sequence[object]) -> tuple[Finding, ...]:
    """What was found, from the note of it; one that cannot be read is left out."""
    found = []
    for one in noted:
        try:
            if isinstance(one, dict):
                found.append(Finding(str(one["code"]), from_json(one["message"]), tuple(map(str, one["rows"]))))
        except (AttributeError, KeyError, TypeError) as error:
            _log.warning("what a check found cannot be read from its note: %r", error)
    return tuple(found)


def _noted(findings: Sequence[Finding]) -> tuple[object, ...]:
    return tuple({"code": one.code, "message": to_json(one.message), "rows": list(one.rows)} for one in findings)


def note_check(connection: Connection, found: Sequence[object]) -> None:
    """Remember what does not hold now. Where that cannot be written the check is worth as much all the same."""
    try:
        places.note_check(sqlite.path_of(connection), found)
    except AppError as error:
        _log.warning("it could not be noted that all data was checked: %s", error)


@command(
    "integrity.rebuild",
    N_("Rebuild what is derived from the orders and products"),
    final_reason=message(
        N_("it only computed again what the orders and products say; restoring the backup “before a repair” that was "
           "made directly before it brings back what stood there")
    ),
)  # fmt: skip
def rebuild(uow: UnitOfWork) -> None:
    """Compute every derived table again from the facts; the facts themselves are not touched.

    Whoever keeps the shop's backups makes one directly before it, and only with that it begins: it is the way back.
    """
    _rebuild(uow)


@command(
    "integrity.rebuild_for_good",
    N_("Rebuild what is derived from the orders and products, without a backup"),
    final_reason=message(
        N_("it only computed again what the orders and products say, and there is no backup of the moment before it")
    ),
)
def rebuild_for_good(uow: UnitOfWork) -> None:
    """The same without a way back, where no backup could be made and somebody wants it all the same."""
    _rebuild(uow)


def _rebuild(uow: UnitOfWork) -> None:
    for projection in PROJECTIONS:
        uow.checkpoint()
        projection.rebuild(uow.connection, uow.task)


def _structure(connection: Connection) -> list[Finding]:
    found = sqlite.structure_problems(connection, thorough=True)
    return [_damaged(tuple(found))] if found else []


def _damaged(rows: tuple[str, ...]) -> Finding:
    return Finding("structure", message(N_("The file's structure is damaged.")), rows[:ROWS_NAMED])


def _stamp(connection: Connection) -> list[Finding]:
    application, version = sqlite.read_stamp(connection)
    if (application, version) == (sqlite.APPLICATION_ID, CURRENT_VERSION):
        return []
    return [Finding("stamp", message(N_("The file does not carry this program's mark and version.")))]


def _says_the_facts(one: Projection) -> Callable[[Connection], list[Finding]]:
    """The rule that a derived table says what the facts say."""
    return lambda connection: [Finding(f"projection.{one.name}", it.message, it.rows) for it in one.verify(connection)]


def _rows(code: str, sentence: str, statement: Select[Any]) -> Callable[[Connection], list[Finding]]:
    """A rule whose violations a query finds; its first column names the row."""

    def step(connection: Connection) -> list[Finding]:
        rows = connection.execute(statement.limit(ROWS_NAMED)).scalars().all()
        return [Finding(code, message(sentence), tuple(map(str, rows)))] if rows else []

    return step


def _business_days(connection: Connection) -> list[Finding]:
    statement = select(_orders.c.external_no).where(_orders.c.ordered_at.is_(None) != _orders.c.ordered_on.is_(None))
    return _rows(
        "order.day", N_("These orders have a time without a business day, or the other way round."), statement
    )(connection)


def _phone_tails(connection: Connection) -> list[Finding]:
    wrong = [
        row.external_no
        for row in connection.execute(
            select(_orders.c.external_no, _orders.c.phone, _orders.c.phone_tail).where(_orders.c.phone.is_not(None))
        )
        if text.tail(row.phone) != row.phone_tail
    ]
    sentence = message(N_("These orders would not be found by their phone's last digits."))
    return [Finding("order.phone_tail", sentence, tuple(wrong[:ROWS_NAMED]))] if wrong else []


def _ids(connection: Connection) -> list[Finding]:
    """No row has an id that was never handed out: the next insertion would collide with it."""
    counters = IdCounter.table()
    handed_out = {row.entity: row.next_id for row in connection.execute(select(counters))}
    wrong = []
    for entity in CLASSES:
        highest = connection.execute(select(func.max(table_of(entity).c.id))).scalar()
        if highest is not None and highest >= handed_out.get(str(entity), 1):
            wrong.append(str(entity))
    return (
        [Finding("ids", message(N_("Rows carry numbers that were never handed out.")), tuple(wrong))] if wrong else []
    )


def _journal(connection: Connection) -> list[Finding]:
    operations, changes = Operation.table(), Change.table()
    statement = select(operations.c.id).where(
        operations.c.kind == OperationKind.DO,
        operations.c.applied_by.is_(None) == operations.c.reverted_by.is_(None),
    )
    found = _rows("journal.state", N_("These operations are neither in force nor taken back."), statement)(connection)
    orphans = select(changes.c.id).where(changes.c.op_id.not_in(select(operations.c.id)))
    return found + _rows("journal.orphans", N_("The journal has changes without an operation."), orphans)(connection)


def _imports(connection: Connection) -> list[Finding]:
    files, problems = ImportFile.table(), ImportProblem.table()
    waiting = (
        select(func.count(func.distinct(problems.c.row))).where(problems.c.file_id == files.c.id).scalar_subquery()
    )
    statement = select(files.c.file_name).where(files.c.rejected_count != waiting)
    return _rows("imports.waiting", N_("These imports lost rows that were waiting."), statement)(connection)


def _files(connection: Connection, checkpoint: Callable[[], None]) -> list[Finding]:
    """Pictures, files of cases and receipts: what rows name and is not there, or not whole, and what nothing names."""
    found = look_through(connection, checkpoint)
    folder = folder_for(connection).parent.name
    sentences = (
        (MISSING, message(N_("These files are not in the folder “{folder}” beside the shop."), folder=folder),
         found.missing),
        ("files.changed", message(N_("These files beside the shop are damaged, or another program changed them.")),
         found.changed),
        ("files.unused", message(N_("Nothing in the shop names these files beside it; they may be left of something "
                                    "that was erased.")), found.unused),
        ("files.unfinished", message(N_("These hidden files are named like those this program was writing when it or "
                                        "the computer went off. They can hold data of your customers; if none is "
                                        "another program's, they can be deleted.")), found.unfinished),
    )  # fmt: skip
    return [Finding(code, words, tuple(rows[:ROWS_NAMED])) for code, words, rows in sentences if rows]


_STEPS: tuple[Callable[[Connection], list[Finding]], ...] = (
    _structure,
    _stamp,
    *map(_says_the_facts, PROJECTIONS),
    _business_days,
    _phone_tails,
    _rows(
        "line.quantity",
        N_("Lines of these orders have no quantity."),
        _OF_LINES.where(_lines.c.quantity < 0),
    ),
    _rows(
        "line.link",
        N_("Lines of these orders are linked without a number of pieces."),
        _OF_LINES.where(_lines.c.sku_id.is_(None) != _lines.c.sku_quantity.is_(None)),
    ),
    _rows(
        "order.refund",
        N_("These orders were refunded more than was paid."),
        select(_orders.c.external_no).where(
            _orders.c.refunded_minor > _orders.c.paid_minor, _orders.c.refund_status == RefundStatus.NONE
        ),
    ),
    *(_rows(code, sentence, statement) for code, sentence, statement in (*CASE_RULES, *MONEY_RULES)),
    _ids,
    _journal,
    _imports,
)
STEPS = len(_STEPS) + 1
"""How many steps a check has; the last reads the files beside the shop."""
