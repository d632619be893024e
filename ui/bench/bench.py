"""The packing bench: a parcel, its items scanned one by one, its weight, and the waybill that closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from services import formatting, settings
from services.errors import AppError
from services.fulfilment.bench import BenchParcel, Meaning, ScanKind, meaning
from services.fulfilment.closing import close
from services.fulfilment.verifying import Checked, Verdict, Verification, weight_scanned, weight_typed
from services.i18n import NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted, render
from services.types import Entity
from ui.bench.bench_form import BenchForm
from ui.dialogs.dialog import Dialog
from ui.page import PageContext

_WIDTH, _HEIGHT = 760, 900
_MISSING = NN_("{count} piece is still missing", "{count} pieces are still missing")
_WAITING = NN_("{count} piece to scan", "{count} pieces to scan")


class PackingBench(Dialog):
    """Full height over the window. `offer` asks what becomes of an unknown code: ``create`` or ``give``."""

    topic = "first-morning#pack"

    offer = Signal(str, str)
    closed_parcel = Signal(int)

    def __init__(self, context: PageContext, undo: Callable[[], object]) -> None:
        words = _("Scan the packing list, then every item, then the waybill.")
        super().__init__(
            context.dialog_parent(), _("Packing bench"), words, icon="barcode", width=_WIDTH, height=_HEIGHT
        )
        self._context, self._link, self._undo = context, context.link, undo
        self.parcel: BenchParcel | None = None
        self.verification = Verification(())
        self._weight: int | None = None
        self._unknown = ""
        self._is_closing = False
        self.form = form = BenchForm()
        self.field, self.verdict, self.rows = form.field, form.verdict, form.rows
        self.weight, self.ships = form.weight, form.ships
        self.body.addWidget(form)
        self.add_left(_("Another parcel"), "arrow-clockwise", self._put_aside)
        self.add_cancel(_("Close"))
        self._offer_unknown("")
        self._connect()
        self._link.ask(settings.read_all, owner=self).then(self._take_settings)
        self._wait_for_parcel()

    def first_focus(self) -> QWidget:
        return self.field

    def take(self, code: str) -> None:
        """A code was scanned, wherever the keyboard was."""
        self._offer_unknown("")
        grams = weight_scanned(code)
        if self._is_closing:
            self.verdict.say("amber", _("Wait a moment"), _("The parcel before is being closed. Scan again."))
        elif self.parcel is not None and grams is not None:
            self._weigh(grams)
        elif self.parcel is not None and self.parcel.refusal is None and self.verification.knows(code):
            self._judge(self.verification.take(code))
        else:
            self._link.ask(meaning, code, owner=self).then(self._understood).fails(self._failed)

    def show_parcel(self, parcel: BenchParcel) -> None:
        """Put a parcel on the bench."""
        self.parcel, self.verification = parcel, Verification(parcel.items)
        self._weight = None
        self.weight.clear()
        self.rows.show_items(self.verification)
        self._show_facts(parcel)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if parcel.refusal is not None:
            self.rows.setEnabled(False)
            self.verdict.say("red", _("Do not pack this parcel"), render(parcel.refusal))
            return
        self.rows.setEnabled(True)
        if parcel.is_packed:
            self.verdict.say("amber", _("This parcel was packed already"), _("Scanning it again verifies it anew."))
            return
        count = sum(item.quantity for item in parcel.items)
        self.verdict.say("green", parcel.order_numbers[0], counted(_WAITING, count))

    def refresh(self, code: str) -> None:
        """A product has the code now: the parcel is read again, what was scanned stays, and the code is taken."""
        if self.parcel is not None:
            number = self.parcel.order_numbers[0]
            self._link.ask(meaning, number, owner=self).then(lambda found: self._refreshed(found, code))

    def _refreshed(self, found: Meaning, code: str) -> None:
        if found.parcel is None or self.parcel is None:
            return
        before, self.parcel = self.verification, found.parcel
        self.verification = Verification(found.parcel.items)
        if len(before.items) == len(self.verification.items):
            for place in range(len(before.items)):
                for _piece in range(before.packed(place)):
                    self.verification.put(place)
        self.rows.show_items(self.verification)
        self.take(code)

    def _understood(self, found: Meaning) -> None:
        if found.kind is ScanKind.PARCEL and found.parcel is not None:
            self._parcel_scanned(found.parcel)
        elif self.parcel is None:
            self._nothing_on_bench(found)
        elif self.parcel.refusal is not None:
            self.verdict.say("red", _("Do not pack this parcel"), render(self.parcel.refusal))
        elif found.kind is ScanKind.PRODUCT:
            self._judge(Checked(Verdict.WRONG), found.product)
        elif found.kind is ScanKind.WAYBILL or self.verification.is_complete:
            self._close(found)
        else:
            self._say_unknown(found.code)

    def _parcel_scanned(self, parcel: BenchParcel) -> None:
        same = self.parcel is not None and self.parcel.order_numbers == parcel.order_numbers
        if self.parcel is not None and not same and not self.verification.is_untouched:
            left = self.parcel.order_numbers[0]
            self.verdict.say(
                "red",
                _("That is another parcel"),
                _("{number} is not closed yet. Scan its waybill.").format(number=left),
            )
            return
        self.show_parcel(parcel)

    def _nothing_on_bench(self, found: Meaning) -> None:
        if found.kind is ScanKind.UNKNOWN:
            self._say_unknown(found.code)
            return
        what = found.product or found.code
        self.verdict.say("amber", _("Scan a packing list first"), what)

    def _say_unknown(self, code: str) -> None:
        self._offer_unknown(code)
        self.verdict.say("red", _("Unknown code"), code)

    def _judge(self, checked: Checked, product: str = "") -> None:
        item = checked.item
        name = " ".join(filter(None, (item.title, item.variant))) if item is not None else product
        self.rows.show_counts(self.verification, item)
        if checked.verdict is Verdict.WRONG:
            self.verdict.say("red", _("Wrong item"), _("{name} does not belong into this parcel.").format(name=name))
        elif checked.verdict is Verdict.TOO_MANY:
            self.verdict.say("red", _("Too many"), _("No more of {name} goes into this parcel.").format(name=name))
        elif checked.verdict is Verdict.COMPLETE:
            self.verdict.say("green", _("Complete"), _("Weigh it, then scan the waybill."))
        else:
            left = sum(count for _item, count in self.verification.missing)
            self.verdict.say("green", name, counted(_WAITING, left))

    def _step(self, place: int, by: int) -> None:
        """Count by hand what has no code that can be read."""
        if self.parcel is None or self.parcel.refusal is not None:
            return
        if by > 0:
            self._judge(self.verification.put(place))
        else:
            self.verification.take_out(place)
            self.rows.show_counts(self.verification)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _weigh(self, grams: int) -> None:
        self._weight = grams
        self.weight.setText(str(grams))
        self.verdict.say("green", _("{weight} g").format(weight=formatting.integer(grams)), self._expected())

    def _weight_entered(self) -> None:
        grams = weight_typed(self.weight.text())
        if grams is None and self.weight.text().strip():
            self.verdict.say("amber", _("That is no weight"), self.weight.text())
            return
        self._weight = grams
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _expected(self) -> str:
        if self.parcel is None or self.parcel.weight_g is None:
            return ""
        return _("The products weigh {weight} g.").format(weight=formatting.integer(self.parcel.weight_g))

    def _close(self, found: Meaning) -> None:
        parcel = self.parcel
        if parcel is None:
            return
        if not self.verification.is_complete:
            missing = self.verification.missing
            shown = ", ".join(f"{item.title} \u00d7 {pieces}" for item, pieces in missing)
            count = sum(pieces for _item, pieces in missing)
            self.verdict.say("red", counted(_MISSING, count), shown)
            return
        if self._weight is None and self.weight.text().strip():
            self._weight = weight_typed(self.weight.text())
        self._is_closing = True
        job = self._link.run(
            close, list(parcel.order_ids), parcel.parcel_id, found.code, courier=found.courier or None,
            weight_g=self._weight, ships=self.ships.isChecked(), owner=self,
        )  # fmt: skip
        job.then(lambda outcome: self._closed(parcel, found.code, outcome.value)).fails(self._not_closed)

    def _closed(self, parcel: BenchParcel, waybill: str, parcel_id: int) -> None:
        self._is_closing = False
        self._wait_for_parcel()
        number = parcel.order_numbers[0]
        self.verdict.say("green", _("{number} is closed").format(number=number), waybill)
        QApplication.beep()
        words = _("{number} is packed with {waybill}.").format(number=number, waybill=waybill)
        self._context.toast(words, undo=self._undo)
        self.closed_parcel.emit(parcel_id)

    def _not_closed(self, error: Exception) -> None:
        self._is_closing = False
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.verdict.say("red", _("Not closed"), render(error.message))
        else:
            self._context.show_error(error)

    def _wait_for_parcel(self) -> None:
        self.parcel, self.verification, self._weight = None, Verification(()), None
        self.weight.clear()
        self.rows.show_items(self.verification)
        self.form.show_facts("", ())
        self.verdict.say("blue", _("Scan a packing list"))

    def _show_facts(self, parcel: BenchParcel) -> None:
        part = _("part {part} of {parts}").format(part=parcel.part, parts=parcel.parts) if parcel.parts > 1 else ""
        shown = (", ".join(parcel.order_numbers), part, parcel.channel_name, parcel.courier, parcel.tracking_no)
        self.form.show_facts(" · ".join(filter(None, shown)), parcel.notes)

    def _offer_unknown(self, code: str) -> None:
        self._unknown = code
        self.form.show_offers(bool(code))

    def _take_settings(self, values: dict[str, object]) -> None:
        self.ships.setChecked(bool(values[settings.BENCH_SHIPS.key]))
        self.ships.toggled.connect(self._keep_ships)

    def _keep_ships(self, is_on: bool) -> None:
        self._link.run(settings.change, settings.BENCH_SHIPS.key, is_on, owner=self)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, _changes: ChangeSet) -> None:
        """Something about orders changed meanwhile: a refund stops the parcel that is on the bench."""
        if self.parcel is not None and not self._is_closing:
            code = self.parcel.order_numbers[0]
            self._link.ask(meaning, code, owner=self).then(self._looked_again).fails(self._failed)

    def _looked_again(self, found: Meaning) -> None:
        now, before = found.parcel, self.parcel
        if now is None or before is None or now.order_numbers != before.order_numbers:
            return
        if now.refusal is not None and before.refusal is None:
            self.show_parcel(now)

    def _put_aside(self) -> None:
        """Take the parcel off the bench as it was."""
        self._wait_for_parcel()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.field.scanned.connect(self.take)
        self.weight.returnPressed.connect(self._weight_entered)
        self.rows.stepped.connect(self._step)
        self.form.create_button.clicked.connect(lambda _on=False: self.offer.emit("create", self._unknown))
        self.form.give_button.clicked.connect(lambda _on=False: self.offer.emit("give", self._unknown))
        self._link.watch(self, (Entity.ORDER, Entity.PARCEL), self._changed)
