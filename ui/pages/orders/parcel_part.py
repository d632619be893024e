"""The parcels of an order on its panel: what is in each, who travels along, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.fulfilment.travelling import ParcelView
from services.i18n import NN_, _, join_list
from services.messages import counted
from services.orders.one_order import OrderDetail
from services.types import OrderStatus
from ui.pages.orders.detail_parts import WordsBox, when
from ui.pages.orders.freight_part import offer_words
from ui.theme import space
from ui.widgets.buttons import LinkButton
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_PIECES = NN_("{count} piece of this order", "{count} pieces of this order")
_WITH = NN_("Travels with {count} other order:", "Travels with {count} other orders:")


@dataclass(frozen=True, slots=True)
class ParcelCalls:
    """What the buttons of a parcel do with it."""

    open_order: Callable[[int], object]
    ship: Callable[[ParcelView], object]
    hold: Callable[[ParcelView], object]
    number: Callable[[ParcelView], object]
    take_apart: Callable[[ParcelView], object]
    take_out: Callable[[int], object]
    open_again: Callable[[ParcelView], object]


class ParcelPart(QWidget):
    """One parcel: its state and number, the pieces of the order in it, the orders that travel along, and buttons."""

    def __init__(self, order: OrderDetail, parcel: ParcelView, place: int, calls: ParcelCalls) -> None:
        super().__init__()
        self.parcel = parcel
        self.others: dict[int, LinkButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, space.XXS, 0, space.S)
        self._column.setSpacing(space.XS)
        self._head(order, place)
        if parcel.tracking_no:
            self._say(join_list([part for part in (parcel.courier, parcel.tracking_no) if part]))
        if parcel.hold_note is not None and not parcel.has_left:
            self._column.addWidget(WordsBox(_("Kept back: {reason}").format(reason=parcel.hold_note), "pause"))
        self._freight(order)
        self._contents(order)
        self._passengers(order, calls)
        if not parcel.has_left and order.status in (OrderStatus.UNPAID, OrderStatus.PAID):
            self._buttons(order, calls)

    def _head(self, order: OrderDetail, place: int) -> None:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        total = len(order.parcels)
        words = _("Parcel {place} of {total}").format(place=place, total=total) if total > 1 else _("One parcel")
        row.addWidget(Text(words, "strong"))
        row.addStretch(1)
        row.addWidget(Pill(*parcel_state(self.parcel)))
        self._column.addLayout(row)
        if self.parcel.has_left and self.parcel.shipped_at is not None:
            self._say(_("left {when}").format(when=when(self.parcel.shipped_at, order.zone)))

    def _freight(self, order: OrderDetail) -> None:
        """What this parcel should cost whole: the order's own share stands above, and is the same where it is alone."""
        note = order.parcel_freight.get(self.parcel.id)
        is_more = len(order.parcels) > 1 or len(self.parcel.orders) > 1
        if is_more and note is not None and note.expected is not None:
            cost = offer_words(note.expected, note.currency)
            self._say(_("Freight of the parcel by the rules: {cost}").format(cost=cost))

    def _contents(self, order: OrderDetail) -> None:
        mine = [line for line in self.parcel.lines if line.order_id == order.id]
        if len(order.parcels) == 1 and len(self.parcel.orders) > 1:
            self._say(counted(_PIECES, self.parcel.pieces_of(order.id)))
            return
        for line in mine:
            pieces = _("{what} × {count}").format(what=f"{line.title} {line.variant}".strip(), count=line.quantity)
            self._column.addWidget(Text(pieces, "body", "text", wrap=True))

    def _passengers(self, order: OrderDetail, calls: ParcelCalls) -> None:
        others = [one for one in self.parcel.orders if one.id != order.id]
        if not others:
            return
        self._say(counted(_WITH, len(others)))
        for one in others:
            link = LinkButton(one.external_no, "package")
            link.setToolTip(_("Show this order"))
            link.clicked.connect(partial(_call, calls.open_order, one.id))
            self.others[one.id] = link
            self._add_row(link)
            for note in (one.buyer_note, one.seller_note):
                if note:
                    self._column.addWidget(WordsBox(note, "chat-circle-text"))

    def _buttons(self, order: OrderDetail, calls: ParcelCalls) -> None:
        parcel = self.parcel
        hold = (_("Let it go"), "play") if parcel.hold_note is not None else (_("Keep back"), "pause")
        rows = [[_link(*hold, partial(calls.hold, parcel)),
                 _link(_("Take apart"), "git-fork", partial(calls.take_apart, parcel))]]  # fmt: skip
        if parcel.hold_note is None:
            rows.insert(0, [_link(_("Mark as shipped"), "truck", partial(calls.ship, parcel)),
                            _link(_("Tracking no."), "barcode", partial(calls.number, parcel))])  # fmt: skip
        if parcel.is_packed:
            rows.append([_link(_("Open it again"), "arrow-counter-clockwise", partial(calls.open_again, parcel))])
        if len(parcel.orders) > 2:
            rows.append([_link(_("Take this order out"), "x", partial(calls.take_out, order.id))])
        for row in rows:
            self._add_row(*row)

    def _add_row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(space.M)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self._column.addLayout(row)

    def _say(self, words: str) -> None:
        self._column.addWidget(Text(words, "caption", "text2", wrap=True))


def parcel_state(parcel: ParcelView) -> tuple[str, str]:
    """(word, tone) of a parcel's pill."""
    if parcel.has_left:
        return _("Sent"), "violet"
    if parcel.hold_note is not None:
        return _("Kept back"), "amber"
    return (_("Packed"), "green") if parcel.is_packed else (_("Open"), "blue")


def _link(words: str, icon: str, run: Callable[[], object]) -> LinkButton:
    button = LinkButton(words, icon)
    button.clicked.connect(partial(_call, run))
    return button


def _call(run: Callable[..., object], *args: object) -> None:
    """What a button does, without the state it sends along."""
    run(*(one for one in args if not isinstance(one, bool)))
