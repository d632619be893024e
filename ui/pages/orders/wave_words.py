"""Parcels of waves, and how far a wave has come, as cells of a list."""

from __future__ import annotations

from services import formatting
from services.fulfilment.wave_choice import ShortSku, WaveChoice
from services.fulfilment.wave_views import WaveParcel, WaveView
from services.i18n import N_, NN_, _, join_list
from services.messages import counted
from services.types import ParcelState
from ui.pages.orders.spans import countdown
from ui.table.list_table import Line, ListCell, ListColumn

WAVE_COLUMNS = (
    ListColumn(N_("Wave"), 132),
    ListColumn(N_("Made"), 132),
    ListColumn(N_("Parcels"), 76, right=True),
    ListColumn(N_("Picked"), 76, right=True),
    ListColumn(N_("Packed"), 76, right=True),
    ListColumn(N_("Sent"), 76, right=True),
    ListColumn(N_("Note"), 0),
)
PARCEL_COLUMNS = (
    ListColumn(N_("Pick no."), 76, right=True),
    ListColumn(N_("Order no."), 176),
    ListColumn(N_("Receiver"), 96),
    ListColumn(N_("Product"), 0),
    ListColumn(N_("Pieces"), 72, right=True),
    ListColumn(N_("Ship by"), 92),
    ListColumn(N_("State"), 132),
)
_STATES = {
    ParcelState.OPEN: (N_("to pack"), "text2"),
    ParcelState.PACKED: (N_("packed"), "pill.violet.word"),
    ParcelState.SHIPPED: (N_("sent"), "pos"),
}
_PARCELS = NN_("{count} parcel", "{count} parcels")
_SINGLE = NN_("{count} with one item", "{count} with one item")
_LEFT_OUT = NN_("{count} left out: stock is short", "{count} left out: stock is short")
_WAITING = NN_("{count} more waits for the next wave", "{count} more wait for the next wave")
_SHOWN = 6


def wave_line(wave: WaveView, zone: str) -> Line:
    """One wave of the list; when it was made is said in the shop's zone."""
    tone = "text3" if wave.is_done and wave.parcels else "text"
    counts = (wave.parcels, wave.picked, wave.packed, wave.shipped)
    return (
        ListCell(wave.number, "accent_text", strong=True),
        ListCell(formatting.instant(wave.made_at, zone), "text2"),
        *(ListCell(formatting.integer(count), "pos" if place and count == wave.parcels and count else tone)
          for place, count in enumerate(counts)),
        ListCell(wave.note, "text2"),
    )  # fmt: skip


def parcel_line(parcel: WaveParcel) -> Line:
    """One parcel of a wave, with every order that travels in it."""
    numbers = join_list([order.number for order in parcel.orders])
    first = parcel.orders[0]
    word, tone = state_of(parcel)
    due = min((order.deliver_by for order in parcel.orders if order.deliver_by is not None), default=None)
    left = ("", "text2") if due is None or parcel.state is ParcelState.SHIPPED else countdown(due)
    return (
        ListCell(formatting.integer(parcel.position), "text2"),
        ListCell(numbers, "accent_text"),
        ListCell(first.buyer),
        ListCell(first.title),
        ListCell(formatting.integer(sum(order.pieces for order in parcel.orders))),
        ListCell(*left),
        ListCell(word, tone, strong=parcel.is_stopped),
    )


def state_of(parcel: WaveParcel) -> tuple[str, str]:
    """How far a parcel is, or that it must not leave; and the colour role for it."""
    if parcel.is_stopped:
        return _("must not leave"), "neg"
    word, tone = _STATES[parcel.state]
    if parcel.state is ParcelState.OPEN and all(order.is_printed for order in parcel.orders):
        return _("list printed"), "text"
    return _(word), tone


def progress(wave: WaveView) -> str:
    """How far the wave is, in one line."""
    steps = (
        (_("{done} of {all} picked"), wave.picked),
        (_("{done} packed"), wave.packed),
        (_("{done} sent"), wave.shipped),
    )
    whole = formatting.integer(wave.parcels)
    return " · ".join(words.format(done=formatting.integer(done), all=whole) for words, done in steps)


def choice_words(choice: WaveChoice) -> str:
    """What a rule chose: parcels, how many of a single thing, who was left out and how many still wait."""
    single = sum(unit.is_single for unit in choice.units)
    parts = [counted(_PARCELS, len(choice.units))]
    for forms, count in ((_SINGLE, single), (_LEFT_OUT, len(choice.left_out)), (_WAITING, choice.waiting)):
        if count:
            parts.append(counted(forms, count))
    return " · ".join(parts)


def short_words(short: tuple[ShortSku, ...]) -> str:
    """What there is too little of, product by product."""
    lines = [
        _("{code} {title}: needs {needed}, has {there}").format(
            code=one.code, title=one.title, needed=formatting.integer(one.needed), there=formatting.integer(one.there)
        )
        for one in short[:_SHOWN]
    ]
    return "\n".join([*lines, "…"] if len(short) > _SHOWN else lines)


def hours_word(hours: int) -> str:
    """A choice of a deadline."""
    return _("within {count} h").format(count=hours) if hours else _("late ones")
