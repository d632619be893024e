"""Making a wave: what it is chosen by, what that chooses, and what there is too little of."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.fulfilment import waves
from services.fulfilment.wave_choice import WaveChoice, WaveRule, choose
from services.i18n import NN_, _
from services.messages import counted
from services.orders.listing import FilterValues
from services.written_numbers import parse_count
from ui.dialogs.dialog import Dialog
from ui.pages.orders.wave_words import choice_words, hours_word, short_words
from ui.pages.orders.work import Work
from ui.pause import Pause
from ui.theme import space
from ui.widgets.fields import CheckBox, Choice, FormRow, number_field, text_field
from ui.widgets.text import Text

_HOURS = (0, 4, 12, 24, 48)
_MAKE = NN_("Make a wave of {count} order", "Make a wave of {count} orders")
_PAUSE_MS = 150
_MOST = 500


class NewWaveDialog(Dialog):
    """`made` carries the id of the wave. `choice` is what the fields choose at this moment."""

    topic = "papers#waves"

    made = Signal(int)

    def __init__(self, work: Work, values: FilterValues) -> None:
        subtitle = _("The most urgent orders that fit; only those there is enough stock for.")
        super().__init__(work.window(), _("New wave"), subtitle, icon="path", width=560)
        self._work = work
        self.choice = WaveChoice()
        self._asked: WaveRule | None = None
        self.deadline, self.channel, self.courier = Choice(), Choice(), Choice()
        self.shelf = text_field(_("A, B-1…"))
        self.most = number_field("", "50")
        self.note = text_field(_("for whoever picks it"))
        self.single_first, self.only_single = CheckBox(), CheckBox()
        self.result = Text("", "body", "text", wrap=True)
        self.short = Text("", "caption", "neg", wrap=True)
        self._fill(values)
        self._lay_out()
        self.add_cancel()
        self.make = self.add_primary(counted(_MAKE, 0), "plus", self._make)
        self.make.setEnabled(False)
        self._pause = Pause(self, _PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._connect()
        self._look()

    def rule(self) -> WaveRule | None:
        """What the fields say; None where the number of parcels is none."""
        most = parse_count(self.most.text(), least=1, most=_MOST)
        if most is None:
            return None
        channel, courier = self.channel.currentData(), self.courier.currentData()
        return WaveRule(
            within_hours=self.deadline.currentData(),
            couriers=() if courier is None else (courier,),
            channel_ids=() if channel is None else (channel,),
            shelf=self.shelf.text().strip(),
            only_single=self.only_single.isChecked(),
            single_first=self.single_first.isChecked(),
            most=most,
        )

    # --- building ------------------------------------------------------------------------

    def _fill(self, values: FilterValues) -> None:
        self.deadline.addItem(_("any"), None)
        for hours in _HOURS:
            self.deadline.addItem(hours_word(hours), hours)
        self.channel.addItem(_("all channels"), None)
        for channel in values.channels:
            self.channel.addItem(channel.name, channel.id)
        self.courier.addItem(_("any"), None)
        self.courier.addItem(_("none chosen yet"), "")
        for courier in values.couriers:
            self.courier.addItem(courier, courier)
        self.single_first.setText(_("Orders of a single item first"))
        self.single_first.setChecked(True)
        self.only_single.setText(_("Only orders of a single item"))

    def _lay_out(self) -> None:
        self._most_row = FormRow(_("Parcels at most"), self.most)
        for pair in (
            (FormRow(_("Has to leave"), self.deadline), self._most_row),
            (FormRow(_("Channel"), self.channel), FormRow(_("Courier"), self.courier)),
            (FormRow(_("All on shelves that begin with"), self.shelf), FormRow(_("Note"), self.note)),
            (self.single_first, self.only_single),
        ):
            row = QHBoxLayout()
            row.setSpacing(space.M)
            for widget in pair:
                row.addWidget(widget, 1)
            self.body.addLayout(row)
        self.body.addWidget(self.result)
        self.body.addWidget(self.short)

    def _connect(self) -> None:
        for choice in (self.deadline, self.channel, self.courier):
            choice.currentIndexChanged.connect(self._changed)
        for field in (self.shelf, self.most):
            field.textChanged.connect(self._changed)
        for box in (self.single_first, self.only_single):
            box.toggled.connect(self._changed)

    def first_focus(self) -> QWidget | None:
        return self.deadline

    # --- choosing ------------------------------------------------------------------------

    def _changed(self, *_ignored: object) -> None:
        self.make.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        rule = self.rule()
        self._most_row.set_problem(
            "" if rule is not None else _("it must be {least} to {most}").format(least=1, most=_MOST)
        )
        if rule is not None:
            self._work.ask_newest("new wave", choose, rule, owner=self, then=self._arrived)

    def _arrived(self, choice: WaveChoice) -> None:
        if self._pause.isActive():  # it has been typed on: the next answer counts
            return
        self.choice = choice
        self.result.setText(choice_words(choice) if choice.units or choice.left_out else _("No order fits."))
        self.short.setText(short_words(choice.short))
        self.short.setVisible(bool(choice.short))
        self.make.setText(counted(_MAKE, len(choice.order_ids)))
        self.make.updateGeometry()
        self.make.setEnabled(bool(choice.units))
        self.place()

    def _make(self) -> None:
        self.make.setEnabled(False)
        pending = self._work.run(
            waves.make, list(self.choice.order_ids), rule=self.rule(), note=self.note.text(), then=self._done
        )
        pending.fails(self._refused)

    def _done(self, wave_id: int) -> None:
        self.made.emit(wave_id)
        self.accept()

    def _refused(self, _error: Exception) -> None:
        """An order changed meanwhile, which was said: the choice is made anew."""
        self._look()
