"""The forms by which one product's stock is changed: a few fields, the problem said under the field it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from services import formatting
from services.catalog.bundles import PartView
from services.days import no_day_words, read_day
from services.errors import Invalid, NotEnoughStock
from services.i18n import Grouped, _, join_list
from services.inventory.commands import carry
from services.inventory.listing import StockFilterValues
from services.inventory.queries import StockSheet
from services.kernel.runner import Outcome
from services.stock import bundles, commands
from services.stock.commands import OpeningDraft
from services.stock.levels import Spot
from services.types import Condition
from services.written_numbers import parse_number
from ui import said
from ui.dialogs.dialog import Dialog, confirm_leaving
from ui.page import PageContext
from ui.pages.inventory.stock_deeds import LABELS, LIKELY_REASONS, NEEDED, PLACES, Deed
from ui.widgets.card import KeyValueRow
from ui.widgets.fields import Choice, FormRow, number_field, text_field
from ui.widgets.popup import dress_completer
from ui.widgets.text import Text

_FIGURES = frozenset({"pieces", "counted", "difference", "value"})


def parts_words(parts: Sequence[PartView]) -> str:
    """What one piece of a bundle is packed from, in one line."""
    return join_list([_("{count} × {code}").format(count=Grouped(part.quantity), code=part.code) for part in parts])


class StockForm(Dialog):
    """Does one deed to one product. Nothing is written before every field makes sense."""

    topic = "inventory#adjust"

    def __init__(self, context: PageContext, deed: Deed, sheet: StockSheet, values: StockFilterValues) -> None:
        super().__init__(
            context.dialog_parent(), _(deed.title).format(code=sheet.code), self._subtitle(sheet), width=460
        )
        self._context, self._link, self._deed, self._sheet = context, context.link, deed, sheet
        self.rows: dict[str, FormRow] = {}
        if deed.help:
            self.body.addWidget(Text(_(deed.help), "body", "text2", wrap=True))
        if deed.key in ("assemble", "take_apart"):
            self.body.addWidget(KeyValueRow(_("One consists of"), parts_words(sheet.parts)))
        for name in deed.fields:
            field = self._field(name, values)
            if field is not None:
                label = _(LABELS[name])
                if name == "value":
                    label = _("{label} ({currency})").format(label=label, currency=sheet.currency)
                self.rows[name] = FormRow(label, field, required=name in NEEDED)
                self.body.addWidget(self.rows[name])
        self.add_cancel()
        self.go = self.add_primary(_(deed.button), "check", self.save)
        self.may_close = self._may_close

    @staticmethod
    def _subtitle(sheet: StockSheet) -> str:
        name = " ".join(part for part in (sheet.title, sheet.variant) if part)
        if not sheet.stock.is_counted:
            return name
        return _("{name} · {count} on hand").format(name=name, count=formatting.integer(sheet.stock.on_hand))

    def _field(self, name: str, values: StockFilterValues) -> QWidget | None:
        if name in ("place", "to_place"):
            return self._places(name)
        if name == "held_lot":
            return self._lots()
        if name in ("lot", "expires"):
            hint = _("for example 2027-06-30") if name == "expires" else ""
            return text_field(hint) if self._sheet.has_lots else None
        if name == "condition":
            return self._conditions()
        if name == "reason":
            return self._reasons(values)
        field = number_field if name in _FIGURES else text_field
        return field(_("+2 or −3") if name == "difference" else "")

    def _places(self, name: str) -> QWidget | None:
        if name == "to_place":
            return text_field(_("Another place, also a new one"))
        if len(self._sheet.places) < 2:
            return None
        choice = Choice()
        for place in self._sheet.places:
            choice.addItem(place.name, place.id)
        return choice

    def _lots(self) -> QWidget | None:
        lots = {spot.lot_id: spot.lot for spot in self._sheet.spots if spot.lot_id is not None}
        if not lots:
            return None
        choice = Choice()
        choice.addItem(_("no lot"), None)
        for lot_id, number in lots.items():
            choice.addItem(number or "", lot_id)
        return choice

    def _conditions(self) -> QWidget | None:
        if not self._sheet.stock.defective:
            return None
        choice = Choice()
        choice.addItem(_("Good ones"), Condition.GOOD)
        choice.addItem(_("Defective ones"), Condition.DEFECTIVE)
        return choice

    def _reasons(self, values: StockFilterValues) -> QWidget:
        """A free text that offers what was given before."""
        field = text_field(_("broken, lost, found…"))
        known = list(dict.fromkeys((*values.reasons, *(_(words) for words in LIKELY_REASONS))))
        completer = QCompleter(known, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(dress_completer(completer))
        return field

    # --- reading --------------------------------------------------------------------------

    def typed(self, name: str) -> str:
        """What was typed into a field; nothing where the form has no such field."""
        row = self.rows.get(name)
        if row is None:
            return ""
        field = row.field
        if isinstance(field, QLineEdit):
            return field.text().strip()
        return field.currentText().strip() if isinstance(field, Choice) else ""

    def chosen(self, name: str) -> Any:
        """What was chosen; None where the form has no such field."""
        row = self.rows.get(name)
        return row.field.currentData() if row is not None and isinstance(row.field, Choice) else None

    def number(self, name: str) -> int | None:
        """A typed whole number, also full-width or signed; None where it is none."""
        return parse_number(self.typed(name), 0)

    def day(self) -> date | None:
        """The typed date of expiry; None where there is none, or it is none."""
        return read_day(self.typed("expires"))

    def set_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong under the fields."""
        for name, row in self.rows.items():
            row.set_problem(problems.get(name, ""))
        first = next((name for name in self.rows if name in problems), None)
        if first is not None:
            self.rows[first].field.setFocus()
        self.place()

    def _problems(self) -> dict[str, str]:
        found = {name: _("it must not be empty") for name in NEEDED if name in self.rows and not self.typed(name)}
        for name in ("pieces", "counted", "difference"):
            if self.typed(name) and self.number(name) is None:
                found[name] = _("this is not a whole number")
        if "counted" in self.rows:
            both = [name for name in ("counted", "difference") if self.typed(name)]
            if len(both) != 1:
                found["counted"] = _("fill in one of the two")
        if self.typed("expires") and self.day() is None:
            found["expires"] = no_day_words(self.typed("expires"))
        if self.typed("expires") and not self.typed("lot"):
            found["lot"] = _("a date of expiry belongs to a lot")
        if self.typed("value") and self._amount() is None:
            found["value"] = _("this is not an amount")
        return found

    def _amount(self) -> int | None:
        amount = formatting.parse_amount(self.typed("value"), self._sheet.currency)
        return amount if amount is None or amount >= 0 else None

    # --- doing --------------------------------------------------------------------------------

    def save(self) -> None:
        """Check what was typed and do it."""
        problems = self._problems()
        self.set_problems(problems)
        if not problems:
            self.go.setEnabled(False)
            command, args, more = self._call()
            self._link.run(command, *args, owner=self, **more).then(self._saved).fails(self._failed)

    def _call(self) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
        """The command, its arguments, and those by name."""
        sku_id, pieces = self._sheet.sku_id, self.number("pieces") or 0
        note, reason = {"note": self.typed("note") or None}, {"reason": self.typed("reason")}
        where = {"place_id": self.chosen("place"), **note}
        spot = Spot(sku_id, self.chosen("place") or 0, self.chosen("held_lot") or 0)
        key = self._deed.key
        if key == "opening":
            draft = OpeningDraft(
                sku_id, pieces, self._amount_or_none(), lot_number=self.typed("lot") or None, expires_on=self.day(),
                note=self.typed("note") or None,
            )  # fmt: skip
            return commands.set_opening, ([draft],), {}
        if key == "receive":
            lot = {"lot_number": self.typed("lot") or None, "expires_on": self.day()}
            return commands.receive, (sku_id, pieces), {**where, **lot, "value_minor": self._amount_or_none()}
        if key == "adjust" and self.typed("counted"):
            return commands.count_to, (spot, self.number("counted") or 0), note | reason
        if key == "adjust":
            return commands.adjust_by, (spot, self.number("difference") or 0), note | reason
        if key == "scrap":
            condition = self.chosen("condition") or Condition.GOOD
            return commands.scrap, (spot._replace(condition=condition), pieces), note | reason
        if key in ("assemble", "take_apart"):
            return (bundles.assemble if key == "assemble" else bundles.take_apart), (sku_id, pieces), where
        if key == "transfer":
            start = spot.place_id or next(place.id for place in self._sheet.places if place.is_default)
            return carry, (spot._replace(place_id=start), pieces), {**note, "to_place": self.typed("to_place")}
        was = Condition.GOOD if key == "defective" else Condition.DEFECTIVE
        return commands.regrade, (spot._replace(condition=was), pieces), note | reason

    def _amount_or_none(self) -> int | None:
        return self._amount() if self.typed("value") else None

    def _saved(self, outcome: Outcome[Any]) -> None:
        undo = said.way_back(self._link, outcome.changes)
        self._context.toast(said.done(outcome.changes), undo=undo if outcome.changes.rows else None)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        label = str(error.params.get("field", "")) if isinstance(error, Invalid) else ""
        name = next((place for words, place in PLACES.items() if _(words) == label), "")
        if name == "pieces" and name not in self.rows:
            name = "difference" if self.typed("difference") else "counted"
        if name in self.rows and isinstance(error, Invalid):
            self.set_problems({name: str(error.params["reason"])})
        elif isinstance(error, NotEnoughStock) and "pieces" in self.rows:
            self.set_problems({"pieces": str(error)})
        else:
            self._context.show_error(error)

    def _may_close(self) -> bool:
        if any(self.typed(name) for name, row in self.rows.items() if isinstance(row.field, QLineEdit)):
            confirm_leaving(self)
            return False
        return True
