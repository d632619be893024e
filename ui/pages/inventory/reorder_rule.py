"""What a person decides about buying products again, and events that sell more than usual."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from services.i18n import N_, NN_, _
from services.messages import counted
from services.purchasing.reorder import Wishes
from services.purchasing.reorder_list import EventView, Suggestion
from services.purchasing.reordering import EventDraft, add_event, delete_event, set_rule
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.work import run
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.widgets.fields import CheckBox, text_field
from ui.widgets.text import Text

_FIELDS = (
    ("low_stock", N_("Low stock"), N_("when it would run out")),
    ("reorder_point", N_("Reorder point"), N_("from the sales")),
    ("max_stock", N_("Maximum"), N_("none")),
    ("safety_days", N_("Safety days"), N_("as everywhere")),
    ("cover_days", N_("Days a purchase lasts"), N_("as everywhere")),
)
_PRODUCTS = NN_("{count} product", "{count} products")


class RuleDialog(FormDialog):
    """When the chosen products are bought again; an empty field follows the sales."""

    topic = "inventory#reorder"

    def __init__(self, context: PageContext, rows: Sequence[Suggestion]) -> None:
        one = rows[0] if len(rows) == 1 else None
        words = f"{one.title} · {one.code}" if one is not None else counted(_PRODUCTS, len(rows))
        super().__init__(context, _("When to buy again"), words, width=560)
        self._sku_ids = [row.sku_id for row in rows]
        wishes = one.wishes if one is not None else Wishes()
        self.fields = {name: text_field(_(hint), _typed(getattr(wishes, name))) for name, _label, hint in _FIELDS}
        for field in self.fields.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        named = [(name, _(label), self.fields[name]) for name, label, _hint in _FIELDS]
        self.add_row(*named[:3])
        self.add_row(*named[3:])
        self.no_reorder = CheckBox(_("Do not buy again (the low-stock warning stays)"))
        self.no_reorder.setChecked(wishes.no_reorder)
        self.body.addWidget(self.no_reorder)
        self.note = text_field("", one.note or "" if one is not None else "")
        self.add_row(("note", _("Note"), self.note))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check the numbers, then save."""
        values: dict[str, int | None] = {}
        for name in self.fields:
            can_read, values[name] = self.whole_of(name)
            if not can_read:
                return
        wishes = Wishes(**values, no_reorder=self.no_reorder.isChecked())
        self.run(set_rule, self._sku_ids, wishes, self.text_of("note"))

    def contents(self) -> object:
        return super().contents(), self.no_reorder.isChecked()


_EVENT_COLUMNS = (
    ListColumn(N_("Event"), 0), ListColumn(N_("From"), 104), ListColumn(N_("Until"), 104),
    ListColumn(N_("Sells"), 80, right=True), ListColumn("", 80),
)  # fmt: skip
_REMOVE = 4


class EventsDialog(FormDialog):
    """The days that sell more or less than usual: past ones are evened out, coming ones are bought for."""

    topic = "inventory#reorder"

    def __init__(self, context: PageContext, events: Sequence[EventView]) -> None:
        super().__init__(context, _("Events"), width=620)
        self.body.addWidget(
            Text(
                _("What an event sold does not count as usual, and for one that is coming more is suggested."),
                "body",
                "text2",
                wrap=True,
            )
        )
        self.table = ListTable(_EVENT_COLUMNS, _event_line)
        self.table.setFixedHeight(min(38 * (len(events) + 1), 190))
        self.table.set_rows(events)
        self.table.clicked_cell.connect(self._clicked)
        self.body.addWidget(self.table)
        self.table.setVisible(bool(events))
        self.name, self.first, self.last = text_field(), text_field("2026-11-01"), text_field("2026-11-11")
        self.lift = text_field("300")
        self.lift.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_row(
            ("name", _("Name"), self.name), ("first", _("From"), self.first), ("last", _("Until"), self.last),
            ("lift", _("Sells (%)"), self.lift), shares=(3, 2, 2, 1),
        )  # fmt: skip
        self.rows["lift"].field.setToolTip(_("Percent of a usual day: 300 is three times as much."))
        self.finish_form(_("Add event"), "plus")

    def check_and_save(self) -> None:
        """Add the event that was typed."""
        can_first, first = self.day_of("first")
        can_last, last = self.day_of("last")
        can_lift, lift = self.whole_of("lift")
        if not (can_first and can_last and can_lift):
            return
        if first is None:
            self.refuse_day("first")
            return
        draft = EventDraft(self.name.text(), first, last or first, 100 if lift is None else lift)
        self.run(add_event, draft)

    def _clicked(self, one: EventView, column: int) -> None:
        if column == _REMOVE:
            run(self.context, self, delete_event, one.id)
            self.table.set_rows([event for event in self.table.list.rows if event.id != one.id])


def _event_line(one: EventView) -> Line:
    event = one.event
    return (
        ListCell(event.name, strong=True),
        ListCell(str(event.first_on)),
        ListCell(str(event.last_on)),
        ListCell(f"{event.lift_percent} %"),
        ListCell(_("Remove"), link=True),
    )


def _typed(value: int | None) -> str:
    return "" if value is None else str(value)
