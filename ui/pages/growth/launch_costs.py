"""The cost sheet of a launch: its lines, the price, and at once what is left and how many pieces earn it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.formatting import plain_amount
from services.growth.launch_costs import CostLine, cost_sheet
from services.growth.launch_queries import LaunchView
from services.growth.launch_words import COST_LABELS
from services.growth.launches import set_launch_costs
from services.i18n import N_, _
from services.types import WHOLE_PPM, LaunchCostKind
from services.written_numbers import parse_share, plain_share
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.page import PageContext
from ui.pages.growth.launch_words import break_even_formula, break_even_words, left_formula, margin_words
from ui.theme import space
from ui.widgets.buttons import IconButton, LinkButton
from ui.widgets.card import KeyValueRow
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text

_EACH, _ONCE, _SHARE = "each", "once", "share"
_WAYS = ((_EACH, N_("of each piece")), (_ONCE, N_("paid once")), (_SHARE, N_("% of the price")))
_USUAL = (LaunchCostKind.PURCHASE, LaunchCostKind.FREIGHT, LaunchCostKind.PACKING, LaunchCostKind.PLATFORM,
          LaunchCostKind.ADS)  # fmt: skip
_SHARES = frozenset({LaunchCostKind.PLATFORM, LaunchCostKind.ADS})
_KIND_WIDTH, _AMOUNT_WIDTH, _WAY_WIDTH, _HEIGHT = 120, 90, 130, 560


class CostRow(QWidget):
    """One line: what it pays for, a remark, the number, and what the number is of."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, line: CostLine, currency: str) -> None:
        super().__init__()
        self._currency = currency
        self.kind, self.way = Choice(), Choice()
        for kind, words in COST_LABELS.items():
            self.kind.addItem(_(words), kind)
        for way, words in _WAYS:
            self.way.addItem(_(words), way)
        self.kind.setCurrentIndex(list(COST_LABELS).index(line.kind))
        way = _SHARE if line.share_ppm is not None else _ONCE if line.is_once else _EACH
        self.way.setCurrentIndex(self.way.findData(way))
        number = plain_share(line.share_ppm) or plain_amount(line.amount_minor, currency)
        self.name, self.number = text_field(_("remark"), line.name or ""), text_field("0", number)
        self.remove = IconButton("trash", _("Take this cost away"))
        for field, words in ((self.kind, _("Kind of cost")), (self.name, _("Remark")), (self.number, _("Amount")),
                             (self.way, _("Amount of what"))):  # fmt: skip
            field.setAccessibleName(words)
        self.kind.setFixedWidth(_KIND_WIDTH)
        self.number.setFixedWidth(_AMOUNT_WIDTH)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.way.setFixedWidth(_WAY_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.S)
        for place in (self.kind, self.name, self.number, self.way, self.remove):
            row.addWidget(place, 1 if place is self.name else 0)
        for edited in (self.kind.currentIndexChanged, self.way.currentIndexChanged, self.number.textEdited):
            edited.connect(lambda *_args: self.changed.emit())
        self.remove.clicked.connect(lambda _on=False: self.removed.emit(self))

    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.number.text().strip() or self.name.text().strip())

    def line(self) -> CostLine | None:
        """The cost as typed; None where the number cannot be read."""
        kind, name = LaunchCostKind(self.kind.currentData()), self.name.text().strip() or None
        typed = self.number.text().strip() or "0"
        if self.way.currentData() == _SHARE:
            ppm = parse_share(typed)
            return CostLine(kind, share_ppm=ppm, name=name) if ppm is not None and 0 <= ppm <= WHOLE_PPM else None
        minor = formatting.parse_amount(typed, self._currency)
        if minor is None or minor < 0:
            return None
        return CostLine(kind, minor, is_once=self.way.currentData() == _ONCE, name=name)

    def set_problem(self, *, is_wrong: bool) -> None:
        """Mark the number where it cannot be read."""
        self.number.setProperty("problem", is_wrong)
        self.number.setAccessibleDescription(_("This is no number.") if is_wrong else "")
        self.number.style().unpolish(self.number)
        self.number.style().polish(self.number)


class LaunchCostDialog(FormDialog):
    """The whole sheet; saved as one step. What it says follows every key."""

    topic = "growth#launches"

    def __init__(self, context: PageContext, launch: LaunchView) -> None:
        why = _("What one piece costs and what is paid once. The formula stands under each result.")
        super().__init__(context, _("Cost sheet"), f"{launch.draft.name} · {why}", width=680, height=_HEIGHT)
        self._launch = launch
        self.lines: list[CostRow] = []
        self.price = text_field("", plain_amount(launch.draft.price_minor, launch.currency))
        self.price.textEdited.connect(lambda _text: self._work_out())
        self.add_row(("price", _("Price ({currency})").format(currency=launch.currency), self.price))
        self._list = QVBoxLayout()
        self._list.setSpacing(space.S)
        self.more = LinkButton(_("Add a cost"), "plus")
        self.more.clicked.connect(lambda _on=False: self.add_cost().name.setFocus())
        inside = QWidget()
        column = column_of(inside, spacing=space.S)
        column.addLayout(self._list)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = PlainScroll()
        scroll.put(inside)
        self.body.addWidget(scroll, 1)
        self._add_results()
        usual = tuple(CostLine(k, share_ppm=0) if k in _SHARES else CostLine(k, 0) for k in _USUAL)
        for line in launch.costs or usual:
            self.add_cost(line)
            if not launch.costs:
                self.lines[-1].number.setText("")
        self.finish_form(_("Save cost sheet"))
        self._work_out()

    def _add_results(self) -> None:
        self.left = KeyValueRow(_("Left of a piece"), "", strong=True)
        self.even = KeyValueRow(_("Break-even"), "", strong=True)
        self.left_how, self.even_how = (Text("", "caption", "text3", wrap=True) for _place in range(2))
        for widget in (self.left, self.left_how, self.even, self.even_how):
            self.body.addWidget(widget)

    def contents(self) -> object:
        return self.price.text(), tuple((row.line(), row.name.text(), row.number.text()) for row in self.lines)

    def add_cost(self, line: CostLine | None = None) -> CostRow:
        """One more line; an empty one where none is given."""
        row = CostRow(line or CostLine(LaunchCostKind.OTHER), self._launch.currency)
        row.changed.connect(self._work_out)
        row.removed.connect(self._remove)
        self.lines.append(row)
        self._list.addWidget(row)
        return row

    def check_and_save(self) -> None:
        """Check the numbers, then save."""
        price = self.amount_of("price", self._launch.currency)
        rows = [row for row in self.lines if not row.is_blank()]
        found = [row.line() for row in rows]
        for row, line in zip(rows, found, strict=True):
            row.set_problem(is_wrong=line is None)
        wrong = next((row for row, line in zip(rows, found, strict=True) if line is None), None)
        if wrong is not None:
            wrong.number.setFocus()
            return
        if price is not None:
            kept = tuple(line for line in found if line is not None)
            known = price if self.text_of("price") else None
            self.run(set_launch_costs, self._launch.id, kept, known)

    def _remove(self, row: CostRow) -> None:
        self.lines.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.more.setFocus()
        self._work_out()

    def _work_out(self) -> None:
        currency = self._launch.currency
        price = formatting.parse_amount(self.price.text() or "0", currency) or 0
        sheet = cost_sheet(max(price, 0), tuple(line for row in self.lines if (line := row.line()) is not None))
        money = formatting.money(sheet.left_minor, currency)
        self.left.set_value(f"{money} · {margin_words(sheet)}")
        self.left.value.set_tone("neg" if sheet.left_minor < 0 else "text")
        self.left_how.setText(left_formula(sheet, currency))
        self.even.set_value(break_even_words(sheet))
        self.even_how.setText(break_even_formula(sheet, currency) if sheet.once_minor else "")
        self.even_how.setVisible(bool(sheet.once_minor))
