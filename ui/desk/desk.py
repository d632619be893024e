"""The returns desk: a parcel is scanned, counted by quality, photographed and decided upon, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from services import formatting
from services.aftersales import commands, money
from services.aftersales.desk import Counted, ParcelCount, Quality, Tally, count_parcel, line_counts
from services.aftersales.matching_parcels import DeskLine, DeskParcel, of_case, product_line
from services.aftersales.words import KIND_LABELS
from services.errors import AppError
from services.i18n import NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted, render
from services.types import CaseState, Entity
from ui import said
from ui.desk import photos
from ui.desk.desk_form import QUALITY_KEYS, DeskForm
from ui.desk.desk_rows import QUALITY_LABELS, Option
from ui.desk.parcel_photos import ParcelPhotos
from ui.desk.whose import Whose
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.widgets.drop_overlay import local_files

_WIDTH, _HEIGHT = 780, 900
_PIECES = NN_("{count} piece to count", "{count} pieces to count")
_CAME = NN_("{count} piece came", "{count} pieces came")


class ReturnsDesk(Dialog):
    """Full height over the window. `parcel` is what lies on the desk; `booked` its case once the count is written."""

    topic = "after-sales#parcel-back"

    def __init__(self, context: PageContext, undo: Callable[[], object]) -> None:
        words = _("Scan the returned parcel, count what is in it, then decide.")
        super().__init__(
            context.dialog_parent(), _("Returns desk"), words, icon="arrow-u-up-left", width=_WIDTH, height=_HEIGHT
        )
        self._context, self._link, self._undo = context, context.link, undo
        self.parcel: DeskParcel | None = None
        self.tally = Tally()
        self.quality = Quality.GOOD
        self.booked: int | None = None
        self._current, self._is_busy = 0, False
        self.form = form = DeskForm()
        self._photos, self._whose = ParcelPhotos(context, form, self), Whose(context, form, self)
        self.field, self.verdict, self.rows = form.field, form.verdict, form.rows
        self.body.addWidget(form)
        self.add_left(_("Another parcel"), "arrow-clockwise", self._put_aside)
        self.add_cancel(_("Close"))
        self.setAcceptDrops(True)
        self._connect()
        self._wait_for_parcel()

    def first_focus(self) -> QWidget:
        return self.field

    @property
    def is_counting(self) -> bool:
        """Whether a parcel lies there that is not written down yet."""
        return self.parcel is not None and self.booked is None

    # --- what is scanned -------------------------------------------------------------------------

    def take(self, code: str) -> None:
        """A code was scanned or typed: a choice by its number, a product of the parcel, else a parcel."""
        if self._is_busy:
            self.verdict.say("amber", _("Wait a moment"), _("The step before is being written down. Scan again."))
        elif self.rows.options and len(code) == 1 and code.isdecimal():
            self._choose(int(code))
        elif self.is_counting:
            self._count_code(code)
        else:
            self._whose.ask(code)

    def _choose(self, number: int) -> None:
        if 1 <= number <= len(self.rows.options):
            self.rows.options[number - 1].run()
        else:
            self.verdict.say("amber", _("There is no such number"), str(number))

    # --- counting --------------------------------------------------------------------------------

    def _show_parcel(self, parcel: DeskParcel) -> None:
        """Put a parcel on the desk."""
        self.parcel, self.tally, self.booked = parcel, Tally.of(parcel.lines), None
        self._current = 0
        self._photos.begin(parcel.case_id)
        self._set_quality(Quality.GOOD)
        kind = _(KIND_LABELS[parcel.kind])
        shown = (parcel.case_no, kind, parcel.order_no, parcel.channel, parcel.buyer, parcel.courier, parcel.waybill)
        self.form.show_facts(" · ".join(filter(None, shown)), tuple(filter(None, (parcel.reason, parcel.note))))
        self.form.show_counting(is_on=True)
        self.form.show_photos(parcel.files)
        self.rows.show_tally(self.tally, 0)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        title = parcel.case_no or parcel.order_no or _("A parcel nobody announced")
        more = counted(_PIECES, self.tally.expected) if parcel.lines else _("Scan what is in it.")
        self.verdict.say("green", title, more)

    def _count_code(self, code: str) -> None:
        place = self.tally.place_of(code)
        if place is not None:
            self._count(place, 1)
            return
        asked = self._link.ask(product_line, code, owner=self)
        asked.then(partial(self._another_product, code)).fails(self._say_failure)

    def _another_product(self, code: str, line: DeskLine | None) -> None:
        parcel = self.parcel
        if parcel is None:
            return
        if line is None:
            self.verdict.say("red", _("Unknown code"), code)
        elif parcel.case_id is None and parcel.order_id is None:
            self._count(self.tally.add(line), 1)
        else:
            name = " ".join(filter(None, (line.title, line.variant)))
            self.verdict.say("red", _("Wrong item"), _("{name} is not part of this parcel.").format(name=name))

    def _count(self, place: int, by: int) -> None:
        self._current = place
        verdict = self.tally.count(place, self.quality, by)
        self.rows.show_tally(self.tally, place)
        line = self.tally.lines[place]
        name = " ".join(filter(None, (line.title, line.variant)))
        if verdict is Counted.MORE:
            self.verdict.say("red", _("More than expected"), name)
            return
        left = self.tally.expected - self.tally.pieces
        more = counted(_PIECES, left) if left > 0 else _("All counted. Enter writes it down.")
        self.verdict.say("green", f"{name} · {_(QUALITY_LABELS[self.quality])}", more)

    def _step(self, by: int) -> None:
        if self.is_counting and self.tally.lines:
            self._count(self._current, by)

    def _move(self, by: int) -> None:
        if self.is_counting and self.tally.lines:
            self._go_to((self._current + by) % len(self.tally.lines))

    def _go_to(self, place: int) -> None:
        self._current = place
        self.rows.show_tally(self.tally, place)

    def _set_quality(self, quality: Quality) -> None:
        self.quality = quality
        self.form.qualities.show_section(quality)

    def _all_good(self) -> None:
        if self.is_counting and self.tally.lines:
            self.tally.all_good()
            self._count(self._current, 0)

    def _confirm(self) -> None:
        """Enter in the empty field: the count is written down; after the decision the next parcel may come."""
        parcel = self.parcel
        if self._is_busy or parcel is None:
            return
        if self.booked is not None:
            self._put_aside()
        elif not self.tally.pieces:
            self.verdict.say("amber", _("Nothing was counted"), _("Scan what is in it, or F6 if everything is good."))
        else:
            counted = ParcelCount(
                parcel.waybill, line_counts(self.tally), parcel.case_id, parcel.order_id, parcel.channel_id,
                parcel.kind, parcel.courier or None,
            )  # fmt: skip
            self._run(count_parcel, counted, then=self._counted_down)

    def _counted_down(self, outcome: Any) -> None:
        self.booked = outcome.value
        QApplication.beep()
        self._photos.keep_for(self.booked)
        self._link.ask(of_case, self.booked, owner=self).then(self._decide).fails(self._say_failure)

    # --- deciding --------------------------------------------------------------------------------

    def _decide(self, parcel: DeskParcel) -> None:
        """Offer what the case still needs; the next parcel can be scanned at any time."""
        if self.booked != parcel.case_id:
            return
        self.parcel = parcel
        self.form.show_counting(is_on=False)
        self.rows.show_options(self._decisions(parcel))
        came = counted(_CAME, self.tally.pieces)
        self.verdict.say("green", _("{number} is received").format(number=parcel.case_no), came)

    def _decisions(self, parcel: DeskParcel) -> list[Option]:
        case_id = parcel.case_id or 0
        found = []
        if parcel.asked_minor and not parcel.is_agreed:
            amount = formatting.money(parcel.asked_minor, parcel.currency)
            words = _("Agree to the refund of {amount}").format(amount=amount)
            found.append(Option(words, _("It is then to be paid."), partial(self._run, money.agree, case_id,
                                then=self._decided)))  # fmt: skip
            found.append(Option(_("Refuse"), _("The case is over, and nothing is paid."), partial(
                self._run, money.refuse, case_id, then=self._decided)))  # fmt: skip
        found.append(
            Option(
                _("Ask the buyer"), _("The case waits for the buyer."),
                partial(self._run, commands.wait_for, [case_id], CaseState.WAITING_BUYER, then=self._decided),
            )
        )  # fmt: skip
        found.append(Option(_("Decide later"), _("Enter does the same."), self._put_aside))
        return found

    def _decided(self, outcome: Any) -> None:
        self._wait_for_parcel()
        self.verdict.say("green", said.done(outcome.changes), _("Scan the next parcel."))

    # --- the desk itself -------------------------------------------------------------------------

    def _put_aside(self) -> None:
        """Take the parcel off the desk as it is; what was not written down is forgotten."""
        self._wait_for_parcel()

    def escape(self) -> None:
        """Esc puts the parcel aside first, and closes an empty desk."""
        if self.parcel is not None or self.rows.options:
            self._put_aside()
        else:
            super().escape()

    def _wait_for_parcel(self) -> None:
        self._clear()
        self.verdict.say("blue", _("Scan a returned parcel"))
        if self.isVisible():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        """Nothing lies on the desk."""
        self.parcel, self.tally, self.booked = None, Tally(), None
        self._photos.forget()
        self.form.show_facts("", ())
        self.form.show_counting(is_on=False)
        self.form.show_photos(0)
        self.rows.show_tally(None, 0)

    def _run(self, command: Callable[..., Any], *args: Any, then: Callable[[Any], object]) -> None:
        self._is_busy = True
        self._link.run(command, *args, owner=self).then(partial(self._ran, then)).fails(self._not_done)

    def _ran(self, then: Callable[[Any], object], outcome: Any) -> None:
        self._is_busy = False
        self._context.toast(said.done(outcome.changes), undo=said.way_back(self._link, outcome.changes))
        then(outcome)

    def _not_done(self, error: Exception) -> None:
        self._is_busy = False
        self._say_failure(error)

    def _say_failure(self, error: Exception) -> None:
        """Say why something was not done; a mistake of the program goes to its own window."""
        if isinstance(error, AppError):
            self.verdict.say("red", _("Not done"), render(error.message))
        else:
            self._context.show_error(error)

    def _changed(self, _changes: ChangeSet) -> None:
        """The count on the desk may have been taken back meanwhile."""
        if self.booked is not None and not self._is_busy:
            asked = self._link.ask(of_case, self.booked, owner=self)
            asked.then(self._looked_again).fails(lambda _error: self._taken_back())

    def _looked_again(self, found: DeskParcel) -> None:
        if self.booked == found.case_id and not found.came:
            self._taken_back()

    def _taken_back(self) -> None:
        self._wait_for_parcel()
        self.verdict.say("amber", _("The count was taken back"), _("Scan the parcel again."))

    def _connect(self) -> None:
        self.field.scanned.connect(self.take)
        self.field.confirmed.connect(self._confirm)
        self.field.stepped.connect(self._step)
        self.field.moved.connect(self._move)
        self.rows.chosen.connect(self._go_to)
        self._whose.answered.connect(self._clear)
        self._whose.found.connect(self._show_parcel)
        for part in (self._whose, self._photos):
            part.failed.connect(self._say_failure)
        self.form.qualities.chosen.connect(lambda key: self._set_quality(Quality(key)))
        self._link.watch(self, (Entity.CASE,), self._changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        deeds = {
            Qt.Key.Key_F6: self._all_good,
            Qt.Key.Key_F7: self._photos.choose,
            Qt.Key.Key_F8: self._photos.from_folder,
        }
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in QUALITY_KEYS and self.is_counting:
            self._set_quality(QUALITY_KEYS[key])
        elif key in deeds:
            deeds[key]()
        elif with_control and key == Qt.Key.Key_Z:
            self._undo()
        elif with_control and key == Qt.Key.Key_V:
            self._photos.add(photos.pasted())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if photos.pictures(local_files(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._photos.add(list(photos.pictures(local_files(event.mimeData()))))
