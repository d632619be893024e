"""Whose parcel it is: the answer to a scanned number, offered as numbered choices where it is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from services import formatting
from services.aftersales.matching import Arrival, ArrivalKind, Choice, arrival, chosen
from services.aftersales.matching_parcels import of_nobody
from services.channels.queries import ChannelView, channels
from services.i18n import _
from services.messages import render
from ui.desk.desk_rows import Option
from ui.page import PageContext

if TYPE_CHECKING:
    from ui.desk.desk import ReturnsDesk

_MOST = 9


class Whose:
    """Asks the shop about a number and puts what it answers on the desk."""

    def __init__(self, context: PageContext, desk: ReturnsDesk) -> None:
        self._link, self._desk = context.link, desk

    def ask(self, code: str) -> None:
        """A code that is no product of the parcel on the desk: it names a parcel."""
        asked = self._link.ask(arrival, code, owner=self._desk)
        asked.then(self._arrived).fails(self._desk.say_failure)

    def _arrived(self, found: Arrival) -> None:
        self._desk.clear()
        if found.kind is ArrivalKind.BEFORE:
            when = formatting.instant(found.came_at, self._link.home.zone())
            words = _("{code} was received at {time} with {numbers}.")
            more = words.format(code=found.code, time=when, numbers=", ".join(found.numbers))
            self._desk.verdict.say("red", _("This parcel came before"), more)
        elif found.parcel is not None:
            self._desk.show_parcel(found.parcel)
        elif found.kind is ArrivalKind.CHOICES:
            self._offer(found)
        else:
            self._desk.verdict.say("amber", _("Nobody announced this parcel"), found.code)
            self._nobody(found)

    def _offer(self, found: Arrival) -> None:
        options = [
            Option(one.numbers, " · ".join(filter(None, (_reasons(one), one.about))), partial(self._pick, found, one))
            for one in found.choices
        ]
        if len(options) < _MOST:  # the last number is left for what is none of them
            options.append(Option(_("None of these"), _("Open a case for it"), partial(self._nobody, found)))
        self._desk.rows.show_options(options)
        self._desk.verdict.say("amber", _("Whose parcel is it?"), _("Type a number and Enter."))

    def _pick(self, found: Arrival, choice: Choice) -> None:
        asked = self._link.ask(chosen, found.waybill, found.courier, choice, owner=self._desk)
        asked.then(self._desk.show_parcel).fails(self._desk.say_failure)

    def _nobody(self, found: Arrival) -> None:
        self._link.ask(channels, owner=self._desk).then(partial(self._choose_channel, found)).fails(
            self._desk.say_failure
        )

    def _choose_channel(self, found: Arrival, known: Sequence[ChannelView]) -> None:
        if len(known) == 1:
            self._open_for(found, known[0].id)
        elif known:
            options = [Option(one.name, "", partial(self._open_for, found, one.id)) for one in known[:_MOST]]
            self._desk.rows.show_options(options)
            self._desk.verdict.say(
                "amber", _("Nobody announced this parcel"), _("From which shop? Type a number and Enter.")
            )
        else:
            self._desk.verdict.say("red", _("There is no shop yet"), _("Import orders first."))

    def _open_for(self, found: Arrival, channel_id: int) -> None:
        asked = self._link.ask(of_nobody, found.waybill, found.courier, channel_id, owner=self._desk)
        asked.then(self._desk.show_parcel).fails(self._desk.say_failure)


def _reasons(choice: Choice) -> str:
    return ", ".join(render(reason) for reason in choice.reasons)
