"""Whose parcel it is: the answer to a scanned number, offered as numbered choices where it is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from services import formatting
from services.aftersales.matching import Arrival, ArrivalKind, Choice, arrival, chosen
from services.aftersales.matching_parcels import of_nobody
from services.channels.queries import ChannelView, channels
from services.i18n import _
from services.messages import render
from ui.desk.desk_form import DeskForm
from ui.desk.desk_rows import Option
from ui.page import PageContext

_MOST = 9


class Whose(QObject):
    """Asks the shop about a number. `answered` comes first; `found` carries the parcel, `failed` the error."""

    answered = Signal()
    found = Signal(object)
    failed = Signal(object)

    def __init__(self, context: PageContext, form: DeskForm, parent: QObject) -> None:
        super().__init__(parent)
        self._link, self._verdict, self._rows = context.link, form.verdict, form.rows

    def ask(self, code: str) -> None:
        """A code that is no product of the parcel on the desk: it names a parcel."""
        asked = self._link.ask(arrival, code, owner=self)
        asked.then(self._arrived).fails(self.failed.emit)

    def _arrived(self, found: Arrival) -> None:
        self.answered.emit()
        if found.kind is ArrivalKind.BEFORE:
            when = formatting.instant(found.came_at, self._link.home.zone())
            words = _("{code} was received at {time} with {numbers}.")
            more = words.format(code=found.code, time=when, numbers=", ".join(found.numbers))
            self._verdict.say("red", _("This parcel came before"), more)
        elif found.parcel is not None:
            self.found.emit(found.parcel)
        elif found.kind is ArrivalKind.CHOICES:
            self._offer(found)
        else:
            self._verdict.say("amber", _("Nobody announced this parcel"), found.code)
            self._nobody(found)

    def _offer(self, found: Arrival) -> None:
        options = [
            Option(one.numbers, " · ".join(filter(None, (_reasons(one), one.about))), partial(self._pick, found, one))
            for one in found.choices
        ]
        if len(options) < _MOST:  # the last number is left for what is none of them
            options.append(Option(_("None of these"), _("Open a case for it"), partial(self._nobody, found)))
        self._rows.show_options(options)
        self._verdict.say("amber", _("Whose parcel is it?"), _("Type a number and Enter."))

    def _pick(self, found: Arrival, choice: Choice) -> None:
        asked = self._link.ask(chosen, found.waybill, found.courier, choice, owner=self)
        asked.then(self.found.emit).fails(self.failed.emit)

    def _nobody(self, found: Arrival) -> None:
        asked = self._link.ask(channels, owner=self)
        asked.then(partial(self._choose_channel, found)).fails(self.failed.emit)

    def _choose_channel(self, found: Arrival, known: Sequence[ChannelView]) -> None:
        if len(known) == 1:
            self._open_for(found, known[0].id)
        elif known:
            options = [Option(one.name, "", partial(self._open_for, found, one.id)) for one in known[:_MOST]]
            self._rows.show_options(options)
            self._verdict.say(
                "amber", _("Nobody announced this parcel"), _("From which shop? Type a number and Enter.")
            )
        else:
            self._verdict.say("red", _("There is no shop yet"), _("Import orders first."))

    def _open_for(self, found: Arrival, channel_id: int) -> None:
        asked = self._link.ask(of_nobody, found.waybill, found.courier, channel_id, owner=self)
        asked.then(self.found.emit).fails(self.failed.emit)


def _reasons(choice: Choice) -> str:
    return ", ".join(render(reason) for reason in choice.reasons)
