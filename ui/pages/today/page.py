"""Today: the figures, the work in order of urgency, and one button for the next thing to do."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from babel.dates import format_date
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from services import formatting
from services.backup.queries import BackupState
from services.i18n import NN_, _, translate_plural
from services.kernel.changes import ChangeSet
from services.today.queries import ImportLine, NextStep, Today, today
from services.types import Entity
from ui.backups import Backups
from ui.pages.spec import Page, PageContext
from ui.pages.today.queue import STEPS, Work, work_queue
from ui.pages.today.rows import ImportRow, WorkRow
from ui.widgets.card import Card, Hairline, SectionTitle
from ui.widgets.empty_state import EmptyState
from ui.widgets.kpi import Change, Kpi, KpiStrip
from ui.widgets.page_header import PageHeader
from ui.widgets.spark_bars import Bar, SparkBars

_WATCHED = (Entity.ORDER, Entity.ORDER_LINE, Entity.IMPORT_FILE, Entity.IMPORT_PROBLEM, Entity.PRINTED_ORDER,
            Entity.SKU_ALIAS, Entity.SETTING)  # fmt: skip
_AGAIN_AFTER_MS = 150
_MINUTE_MS = 60_000
_CHART_DAYS = 30
_NEW = NN_("{count} new", "{count} new")
_WAITING = NN_("{count} row waits", "{count} rows wait")


class TodayPage(Page):
    """Asks once, shows, and asks again when something it counts has changed."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._found: Today | None = None
        self._parts: list[QWidget] = []
        self._warns_of_backup = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 0, 20, 16)
        self._column.setSpacing(0)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_AFTER_MS)
        self._again.timeout.connect(self.reload)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.reload)
        self._backups = context.link.findChild(Backups)
        if self._backups is not None:
            self._backups.changed.connect(self._backups_changed)
        context.link.watch(self, _WATCHED, self._changed)
        self._show()

    def opened(self, **wanted: Any) -> None:
        self._clock.start()
        self.reload()

    def retranslate(self) -> None:
        self._show()

    @Slot()
    def reload(self) -> None:
        """Ask for the state of today."""
        if self.isVisible() or self._found is None:
            self._context.link.ask(today, owner=self).then(self._take)

    def shown(self) -> Today | None:
        """What the page shows, or None before the first answer."""
        return self._found

    def _changed(self, _changes: ChangeSet) -> None:
        self._again.start()

    @property
    def _backup_state(self) -> BackupState | None:
        return self._backups.state if self._backups is not None else None

    @Slot()
    def _backups_changed(self) -> None:
        state = self._backup_state
        if self._found is not None and (state is not None and state.is_overdue) != self._warns_of_backup:
            self._show()

    def _take(self, found: Today) -> None:
        if found != self._found:
            self._found = found
            self._show()

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        found = self._found
        self._parts = [self._header(found)]
        if found is None:
            self._parts.append(QWidget())
        elif not found.has_orders:
            self._parts.append(self._empty())
        else:
            self._parts += [self._figures(found), self._work(found)]
        while self._column.count():
            self._column.takeAt(0)
        for place, part in enumerate(self._parts):
            if place > 1:
                self._column.addSpacing(12)
            self._column.addWidget(part, 1 if part is self._parts[-1] else 0)

    def _header(self, found: Today | None) -> PageHeader:
        header = PageHeader(_("Today"), _long_day(found.day) if found is not None else "")
        header.search_opened.connect(self._context.open_palette)
        if found is not None and found.has_orders:
            step = STEPS[found.next_step]
            header.set_primary(_(step.words), step.icon, partial(self._go, step.page, step.wanted, step.action))
            if found.next_step not in (NextStep.IMPORT, NextStep.DONE):
                header.add_secondary(_("Import files"), "upload-simple", partial(self._go, "import", {}))
        return header

    def _empty(self) -> QWidget:
        card = Card(padding=0)
        actions = [(_("Import the first orders"), "upload-simple", partial(self._go, "import", {}))]
        why = _("Export your orders in each shop's back-end and drop the files anywhere on this window.")
        card.body.addWidget(EmptyState("storefront", _("Your shop is ready"), why, actions))
        return card

    def _figures(self, found: Today) -> KpiStrip:
        now, before = found.sold_on(found.day), found.sold_on(found.day - timedelta(days=1))
        week, last_week = found.received(0, 7), found.received(7, 14)
        strip = KpiStrip()
        strip.set_kpis(
            [
                Kpi(
                    _("Received today"),
                    formatting.money(now.paid_minor, found.currency),
                    _against(now.paid_minor, before.paid_minor, formatting.money(before.paid_minor, found.currency)),
                ),
                Kpi(
                    _("Orders today"),
                    formatting.integer(now.orders),
                    _against(now.orders, before.orders, formatting.integer(before.orders)),
                ),
                Kpi(_("Received, 7 days"), formatting.money(week, found.currency), _versus(week, last_week, found)),
            ]
        )
        strip.set_legend([("chart.1", _("Received per day"))])
        strip.set_chart(_chart(found))
        return strip

    def _work(self, found: Today) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._queue_card(found), 3)
        row.addWidget(self._imports_card(found), 2)
        return both

    def _queue_card(self, found: Today) -> Card:
        lines = work_queue(found, self._backup_state)
        self._warns_of_backup = any(line.key == "backup" for line in lines)
        rows: list[QWidget] = [self._work_row(line) for line in lines]
        if not rows:
            rows = [EmptyState("check-circle", _("Nothing waits"), _("New work shows here after the next import."))]
        return _list_card(_("To do"), _("most urgent first") if lines else "", rows)

    def _work_row(self, line: Work) -> WorkRow:
        row = WorkRow(line.tone, formatting.integer(line.count), line.words, line.remark)
        row.setObjectName(f"work.{line.key}")
        row.clicked.connect(partial(self._go, line.page, line.wanted, line.action))
        return row

    def _imports_card(self, found: Today) -> Card:
        rows: list[QWidget] = []
        for line in found.imports:
            made = ImportRow(
                line.file_name, _result(line), formatting.instant(line.at, found.zone)[5:], waits=bool(line.waiting)
            )
            made.clicked.connect(partial(self._go, "import", {"file": line.id}, ""))
            rows.append(made)
        if not rows:
            rows = [EmptyState("upload-simple", _("No files imported yet"), _("Drop them anywhere on the window."))]
        return _list_card(_("Last imports"), "", rows)

    def _go(self, page: str, wanted: dict[str, Any], action: str = "", _on: bool = False) -> None:
        self._context.navigate(page, **wanted)
        if action:
            self._context.registry.trigger(action)


def _list_card(title: str, remark: str, rows: list[QWidget]) -> Card:
    card = Card(padding=1, spacing=0)
    head = SectionTitle(title, remark, remark_tone="text3")
    layout = head.layout()
    if layout is not None:
        layout.setContentsMargins(18, 12, 18, 10)
    card.body.addWidget(head)
    card.body.addWidget(Hairline())
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(0)
    for row in rows:
        column.addWidget(row)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    area.setAccessibleName(title)
    card.body.addWidget(area, 1)
    return card


def _chart(found: Today) -> SparkBars:
    chart = SparkBars(partial(_axis, currency=found.currency))
    chart.set_nothing(_("No sales in this period"))
    days = [found.day - timedelta(days=back) for back in range(_CHART_DAYS - 1, -1, -1)]
    bars = [Bar(formatting.day(one), found.sold_on(one).paid_minor) for one in days]
    if bars:
        bars[-1] = Bar(_("today"), bars[-1].value)
    best = max(days, key=lambda one: found.sold_on(one).paid_minor)
    top = found.sold_on(best).paid_minor
    peak = f"{formatting.day(best)}  {formatting.money(top, found.currency)}" if top else ""
    chart.set_bars(bars, _("Received per day, last 30 days"), peak=peak)
    return chart


def _axis(minor: int, currency: str) -> str:
    return formatting.compact(minor, currency)


def _against(now: int, before: int, shown: str) -> Change:
    direction = "up" if now > before else "down" if now < before else "flat"
    good = None if now == before else now > before
    return Change(direction, _("yesterday {amount}").format(amount=shown), good)


def _versus(now: int, before: int, found: Today) -> Change:
    direction = "up" if now > before else "down" if now < before else "flat"
    good = None if now == before else now > before
    return Change(direction, _("before {amount}").format(amount=formatting.money(before, found.currency)), good)


def _result(line: ImportLine) -> str:
    parts = [translate_plural(*_NEW, line.new).format(count=formatting.integer(line.new))]
    parts.append(_("{count} changed").format(count=formatting.integer(line.updated)))
    if line.waiting:
        parts.append(translate_plural(*_WAITING, line.waiting).format(count=formatting.integer(line.waiting)))
    channel = [line.channel] if line.channel else []
    return " · ".join([*channel, *parts])


def _long_day(day: date) -> str:
    return str(format_date(day, "full", locale=formatting.locale()))
