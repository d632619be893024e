"""Reads: what to buy again, with the reasons, from the ledger, the orders and what is on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Component, Product, Sku
from models.purchasing import ReorderRule, SalesEvent
from models.stock_ledger import SkuStock
from services import clock, settings
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message
from services.purchasing.demand import Offer, offers_of, shelf_of, sold_per_day, together
from services.purchasing.queries import drafted, incoming
from services.purchasing.reorder import (
    Calendar,
    Event,
    History,
    Plan,
    Speed,
    Terms,
    Wishes,
    plan,
    speed,
    weekday_weights,
)

_skus = Sku.table()
_products = Product.table()
_rules = ReorderRule.table()
_events = SalesEvent.table()
_stocks = SkuStock.table()
_components = Component.table()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One SKU on the reorder list. `price_minor` is the supplier's for a piece, in the shop's currency."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    shelf: str | None
    supplier_id: int | None
    supplier: str | None
    on_hand: int
    available: int
    incoming: int
    drafted: int
    sold: int
    speed: Speed
    terms: Terms
    wishes: Wishes
    plan: Plan
    price_minor: int | None
    note: str | None

    @property
    def per_week_tenths(self) -> int:
        """Tenths of pieces a usual week sells."""
        return ceil(self.speed.per_day * 70)


@dataclass(frozen=True, slots=True)
class ReorderList:
    """All SKUs that are counted, the most urgent first, and the calendar they were judged by."""

    today: date
    currency: str
    rows: tuple[Suggestion, ...]
    calendar: Calendar
    not_counted: int

    @property
    def to_buy(self) -> tuple[Suggestion, ...]:
        """Those with something to buy now."""
        return tuple(row for row in self.rows if row.plan.quantity)

    @property
    def low(self) -> tuple[Suggestion, ...]:
        """Those that run low, whether they are bought again or not."""
        return tuple(row for row in self.rows if row.plan.is_low)

    @property
    def not_again(self) -> tuple[Suggestion, ...]:
        """Those a person said are not to be bought again."""
        return tuple(row for row in self.rows if row.wishes.no_reorder)


def reorder_list(connection: Connection, supplier_id: int | None = None) -> ReorderList:
    """What should be bought again today, of everything or of one supplier's goods."""
    known = _known(connection)
    rows = [
        known.judged(row)
        for row in _counted(connection)
        if supplier_id is None or (row.id in known.offers and known.offers[row.id].supplier_id == supplier_id)
    ]
    rows.sort(key=_urgency)
    currency = settings.read(connection, settings.CURRENCY)
    return ReorderList(known.today, currency, tuple(rows), known.calendar, _not_counted(connection))


@dataclass(frozen=True, slots=True)
class _Known:
    """What SKUs are judged by on a day: sales from `first` to `last`, and what is kept by SKU."""

    today: date
    first: date
    last: date
    zone: str
    calendar: Calendar
    defaults: Terms
    sold: Mapping[int, Mapping[date, int]]
    empty: Mapping[int, frozenset[date]]
    wishes: Mapping[int, Wishes]
    notes: Mapping[int, str]
    offers: Mapping[int, Offer]
    on_the_way: Mapping[int, int]
    in_drafts: Mapping[int, int]

    def judged(self, row: Any) -> Suggestion:
        """Whether and how much of a SKU is to be bought."""
        offer, wish, history = self.offers.get(row.id), self.wishes.get(row.id, Wishes()), self._history(row)
        terms, selling = self._terms(offer, wish), speed(history, self.calendar)
        coming, in_draft = self.on_the_way.get(row.id, 0), self.in_drafts.get(row.id, 0)
        return Suggestion(
            sku_id=row.id, code=row.code, title=row.title, variant=row.variant, shelf=row.shelf,
            supplier_id=offer.supplier_id if offer is not None else None,
            supplier=offer.supplier if offer is not None else None,
            on_hand=row.on_hand, available=row.available, incoming=coming, drafted=in_draft, sold=history.pieces,
            speed=selling, terms=terms, wishes=wish,
            plan=plan(
                selling, self.calendar, self.today, terms, wish, available=row.available, incoming=coming + in_draft
            ),
            price_minor=offer.price_minor if offer is not None else None, note=self.notes.get(row.id),
        )  # fmt: skip

    def _history(self, row: Any) -> History:
        """Sales speak from the SKU's first day on: one that is new is not taken for one that sold nothing."""
        days = self.sold.get(row.id, {})
        counted_from = self.first if row.first_at is None else clock.business_day(row.first_at, self.zone)
        began = min(max(min([counted_from, *days]), self.first), self.last)
        return History(began, self.last, days, self.empty.get(row.id, frozenset()))

    def _terms(self, offer: Offer | None, wish: Wishes) -> Terms:
        return Terms(
            self.defaults.lead_days if offer is None or offer.lead_days is None else offer.lead_days,
            self.defaults.safety_days if wish.safety_days is None else wish.safety_days,
            self.defaults.cover_days if wish.cover_days is None else wish.cover_days,
            offer.pack_size if offer is not None else 1,
            offer.minimum if offer is not None else 1,
        )


def _known(connection: Connection) -> _Known:
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    last = today - timedelta(days=1)  # today is not over and would count for less than it sells
    first = today - timedelta(days=max(settings.read(connection, settings.REORDER_LOOK_BACK), 1))
    sold = sold_per_day(connection, first, last)
    wishes, notes = _wishes(connection)
    return _Known(
        today, first, last, zone, weekday_weights(together(sold), first, last, sales_events(connection)),
        _defaults(connection), sold, shelf_of(connection, first, last), wishes, notes, offers_of(connection),
        incoming(connection), drafted(connection),
    )  # fmt: skip


def _urgency(one: Suggestion) -> tuple[bool, bool, int, str]:
    days = one.plan.days_left
    return not one.plan.quantity, not one.plan.is_low, 10_000 if days is None else days, one.code


def reasons(one: Suggestion, calendar: Calendar, today: date) -> tuple[Message, ...]:
    """Why so much is suggested, or nothing: one sentence a step, in the order the rules go."""
    tenths = one.per_week_tenths
    told = [
        plural_message(
            NN_("Sold {pieces} in {count} day: {whole}.{tenth} a usual week.",
                "Sold {pieces} in {count} days: {whole}.{tenth} a usual week."),
            one.speed.counted_days, pieces=one.sold, whole=tenths // 10, tenth=tenths % 10,
        )
    ]  # fmt: skip
    if one.speed.empty_days:
        words = NN_("{count} day with an empty shelf is left out.", "{count} days with an empty shelf are left out.")
        told.append(plural_message(words, one.speed.empty_days))
    ahead = today + timedelta(days=one.terms.lead_days + one.terms.safety_days + one.terms.cover_days)
    told += [
        message(N_("{event} counts with {lift} %."), event=event.name, lift=event.lift_percent)
        for event in calendar.events
        if today < event.last_on and event.first_on <= ahead
    ]
    if one.wishes.reorder_point is not None:
        told.append(message(N_("Buy at {point}, as you set it."), point=one.plan.reorder_point))
    else:
        words_point = N_("Lead time {lead} + {safety} safety days: buy at {point}.")
        told.append(
            message(words_point, lead=one.terms.lead_days, safety=one.terms.safety_days, point=one.plan.reorder_point)
        )
    words_there = N_("There are {available}, and {incoming} on the way; {target} last {cover} days longer.")
    told.append(
        message(
            words_there, available=one.available, incoming=one.incoming, target=one.plan.target,
            cover=one.terms.cover_days,
        )
    )  # fmt: skip
    return (*told, *_cautions(one))


_IN_DRAFTS = NN_("{count} piece stands in a draft already.", "{count} pieces stand in drafts already.")


def _cautions(one: Suggestion) -> list[Message]:
    told = []
    if one.wishes.no_reorder:
        told.append(message(N_("Not to be bought again, as you set it.")))
    if one.drafted:
        told.append(plural_message(_IN_DRAFTS, one.drafted))
    if one.plan.quantity and (one.terms.pack_size > 1 or one.terms.minimum > 1):
        words = N_("In packs of {pack}, at least {minimum}: {quantity}.")
        told.append(message(words, pack=one.terms.pack_size, minimum=one.terms.minimum, quantity=one.plan.quantity))
    if one.plan.is_capped:
        told.append(message(N_("Cut to your maximum of {most}."), most=one.wishes.max_stock))
    return told


def _counted(connection: Connection) -> Sequence[Any]:
    statement = (
        select(
            _skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, _skus.c.shelf,
            _stocks.c.on_hand, _stocks.c.available, _stocks.c.first_at,
        )
        .join_from(_skus, _stocks, _stocks.c.sku_id == _skus.c.id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.is_archived.is_(False), _stocks.c.is_bundle.is_(False))
    )  # fmt: skip
    return connection.execute(statement).all()


def _not_counted(connection: Connection) -> int:
    """SKUs nothing can be said about, for nobody ever counted them."""
    statement = select(func.count()).where(
        _skus.c.is_archived.is_(False),
        _skus.c.id.not_in(select(_stocks.c.sku_id)),
        _skus.c.id.not_in(select(_components.c.bundle_id)),
    )
    return int(connection.execute(statement).scalar_one())


def _wishes(connection: Connection) -> tuple[dict[int, Wishes], dict[int, str]]:
    names = tuple(Wishes.__dataclass_fields__)
    wishes, notes = {}, {}
    for row in connection.execute(select(_rules.c.sku_id, _rules.c.note, *(_rules.c[name] for name in names))):
        wishes[row.sku_id] = Wishes(*row[2:])
        if row.note:
            notes[row.sku_id] = row.note
    return wishes, notes


def sales_events(connection: Connection) -> tuple[Event, ...]:
    """Every event there is, oldest first."""
    columns = (_events.c.name, _events.c.first_on, _events.c.last_on, _events.c.lift_percent)
    return tuple(Event(*row) for row in connection.execute(select(*columns).order_by(_events.c.first_on)))


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with its id, to be listed and removed."""

    id: int
    event: Event


def event_list(connection: Connection) -> tuple[EventView, ...]:
    """Every event, newest first."""
    columns = (_events.c.id, _events.c.name, _events.c.first_on, _events.c.last_on, _events.c.lift_percent)
    rows = connection.execute(select(*columns).order_by(_events.c.first_on.desc(), _events.c.id.desc()))
    return tuple(EventView(row[0], Event(*row[1:])) for row in rows)


def _defaults(connection: Connection) -> Terms:
    found = (settings.REORDER_LEAD, settings.REORDER_SAFETY, settings.REORDER_COVER)
    return Terms(*(max(settings.read(connection, one), 0) for one in found))
