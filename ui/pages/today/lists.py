"""The cards of Today that are lists: a heading, and rows that scroll."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from babel.dates import format_date
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.backup.queries import BackupState, when_words
from services.i18n import NN_, _
from services.messages import counted, render
from services.today.queries import ImportLine, Today
from services.today.since import Since
from ui.pages.today.queue import work_queue
from ui.pages.today.rows import ImportRow, WorkRow
from ui.pages.today.work_line import Work
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.card import Card, Hairline, SectionTitle
from ui.widgets.empty_state import EmptyState
from ui.widgets.scroll_room import ScrollRoom

Go = Callable[..., object]
_MOST_NEWS = 4
_NEW = NN_("{count} new", "{count} new")
_WAITING = NN_("{count} row waits", "{count} rows wait")
_ORDERS = NN_("new order", "new orders")
_CASES = NN_("new after-sales case", "new after-sales cases")
_REVIEWS = NN_("new review", "new reviews")
_TRANSACTIONS = NN_("new transaction", "new transactions")
_FILES = NN_("file imported", "files imported")
_UNDONE = NN_("step undone", "steps undone")
_STEPS = NN_("step in History", "steps in History")


def queue_card(found: Today, backup: BackupState | None, go: Go) -> Card:
    """Everything that waits, the most urgent first."""
    lines = work_queue(found, backup)
    rows: list[QWidget] = [_work_row(line, go) for line in lines]
    if not rows:
        rows = [EmptyState("check-circle", _("Nothing waits"), _("New work shows here after the next import."))]
    return list_card(_("To do"), _("most urgent first") if lines else "", rows)


def since_card(found: Today, since: Since | None, backup: BackupState | None, go: Go) -> Card:
    """What came since the last look, and the last imported files."""
    card = Card(padding=space.HAIRLINE, spacing=0)
    if since is not None:
        when = render(when_words(since.look.at, found.zone))
        _fill(
            card,
            _("Since you last looked"),
            when,
            [_work_row(one, go) for one in _news(found, since, backup)],
            is_short=True,
        )
        card.body.addWidget(Hairline())
    rows: list[QWidget] = [_import_row(line, found, go) for line in found.imports]
    if not rows:
        rows = [EmptyState("upload-simple", _("No files imported yet"), _("Drop them anywhere on the window."))]
    _fill(card, _("Last imports"), "", rows)
    return card


def list_card(title: str, remark: str, rows: Sequence[QWidget]) -> Card:
    """A card of one list."""
    card = Card(padding=space.HAIRLINE, spacing=0)
    _fill(card, title, remark, rows)
    return card


def _news(found: Today, since: Since, backup: BackupState | None) -> list[Work]:
    news = (
        Work("news.orders", "blue", since.orders, counted(_ORDERS, since.orders), "", "orders",
             {"order_ids": since.new_orders} if since.new_orders else {}),
        Work("news.cases", "red", since.cases, counted(_CASES, since.cases), "", "after-sales",
             {"section": "cases", "view": "all"}),
        Work("news.reviews", "amber", since.reviews, counted(_REVIEWS, since.reviews), "", "after-sales",
             {"section": "reviews", "view": "all"}),
        Work("news.transactions", "green", since.transactions, counted(_TRANSACTIONS, since.transactions), "",
             "finance", {"section": "transactions"}),
        Work("news.files", "green", since.files, counted(_FILES, since.files), "", "import"),
        Work("news.undone", "violet", since.undone, counted(_UNDONE, since.undone), "", "history"),
    )  # fmt: skip
    lines = [one for one in news if one.count]
    made_at = backup.made_at if backup is not None else None
    if made_at is not None and made_at > since.look.at:
        when = render(when_words(made_at, found.zone))
        lines.append(Work("news.backup", "green", 0, _("Backed up"), when, "settings", {"section": "backups"}))
    if not lines:
        words = counted(_STEPS, since.steps) if since.steps else _("Nothing happened")
        lines = [Work("news.steps", "grey", since.steps, words, "", "history")]
    return lines


def _work_row(line: Work, go: Go) -> WorkRow:
    row = WorkRow(line.tone, formatting.integer(line.count) if line.count else "", line.words, line.remark)
    row.setObjectName(f"work.{line.key}")
    row.clicked.connect(partial(go, line.page, line.wanted, line.action))
    return row


def _import_row(line: ImportLine, found: Today, go: Go) -> ImportRow:
    when = formatting.instant(line.at, found.zone)[5:]
    row = ImportRow(line.file_name, _result(line), when, waits=bool(line.waiting))
    wanted: dict[str, Any] = {"file": line.id}
    row.clicked.connect(partial(go, "import", wanted, ""))
    return row


def _result(line: ImportLine) -> str:
    parts = [counted(_NEW, line.new)]
    if line.updated:
        parts.append(_("{count} changed").format(count=formatting.integer(line.updated)))
    if line.waiting:
        parts.append(counted(_WAITING, line.waiting))
    channel = [line.channel] if line.channel else []
    return " · ".join([*channel, *parts])


def _fill(card: Card, title: str, remark: str, rows: Sequence[QWidget], *, is_short: bool = False) -> None:
    head = SectionTitle(title, remark, remark_tone="text3")
    layout = head.layout()
    if layout is not None:
        layout.setContentsMargins(space.L, space.M, space.L, space.M)
    card.body.addWidget(head)
    card.body.addWidget(Hairline())
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, space.XS, 0, space.XS)
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    area = ScrollRoom(inner)
    area.setAccessibleName(title)
    area.setMinimumHeight(current_theme().sizes["row"])  # on a low screen one row each: the rest is scrolled to
    if is_short:
        area.setMaximumHeight(sum(row.sizeHint().height() for row in rows[:_MOST_NEWS]) + 10)
    else:
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # it takes what the short one left
    card.body.addWidget(area, 0 if is_short else 1)


def long_day(day: date) -> str:
    """The day with its weekday, as a heading."""
    return str(format_date(day, "full", locale=formatting.locale()))
