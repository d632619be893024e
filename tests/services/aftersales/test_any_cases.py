"""Random cases on random orders: stock and money equal an independent model, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.aftersales.drafts import CaseDraft, CaseLineDraft
from services.aftersales.errors import MoreThanSold, PiecesClaimed
from services.aftersales.goods import Inspection, inspect, receive, take_back_inspection, take_back_receipt
from services.aftersales.money import agree, refuse
from services.aftersales.opening import open_case
from services.aftersales.paying import pay, take_back_payment
from services.aftersales.views import case_view, order_parts
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import UserError
from services.finance.commands import AccountDraft, add_account
from services.integrity import check
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import CaseKind, Platform, RefundStatus
from tests.services.aftersales.conftest import Clock, Stall

OPENING, COST, PRICE = 50, 1_000, 1_500
KINDS = (CaseKind.REFUND_ONLY, CaseKind.RETURN_AND_REFUND, CaseKind.COMPENSATION, CaseKind.REFUSED)


@dataclass
class ModelCase:
    """A case as the model has it."""

    order: int
    kind: CaseKind
    pieces: int
    received: int = 0
    put: tuple[int, int, int] | None = None
    paid: list[int] = field(default_factory=list)
    over: bool = False


@dataclass
class Model:
    """What there ought to be, from the orders and the steps that were taken; it knows nothing of the program."""

    sold: list[int] = field(default_factory=list)
    cases: list[ModelCase] = field(default_factory=list)

    def back(self, order: int) -> int:
        """Pieces of an order that are here again or were thrown away, or lie here uncounted."""
        return sum(sum(one.put) if one.put else one.received for one in self.cases if one.order == order)

    def refunded(self, order: int) -> int:
        """What went back for an order."""
        return sum(sum(one.paid) for one in self.cases if one.order == order)

    def shelf(self) -> tuple[int, int, int]:
        """(good, defective, value) of the product: every piece costs the same."""
        puts = [one.put for one in self.cases if one.put]
        good = OPENING - sum(self.sold) + sum(put[0] for put in puts)
        defective = sum(put[1] for put in puts)
        return good, defective, (good + defective) * COST


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 4), st.just(0), st.just(0)),
        st.tuples(st.just("open"), st.integers(0, 9), st.integers(0, len(KINDS) - 1), st.integers(1, 4)),
        st.tuples(st.just("agree"), st.integers(0, 9), st.integers(0, 7_000), st.just(0)),
        st.tuples(st.just("refuse"), st.integers(0, 9), st.just(0), st.just(0)),
        st.tuples(st.just("receive"), st.integers(0, 9), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("inspect"), st.integers(0, 9), st.integers(0, 3), st.integers(0, 2)),
        st.tuples(st.just("pay"), st.integers(0, 9), st.integers(1, 7_000), st.just(0)),
        st.tuples(st.just("unpay"), st.integers(0, 9), st.just(0), st.just(0)),
        st.tuples(st.just("unput"), st.integers(0, 9), st.just(0), st.just(0)),
        st.tuples(st.just("unreceive"), st.integers(0, 9), st.just(0), st.just(0)),
        st.tuples(st.just("undo"), st.just(0), st.just(0), st.just(0)),
    ),
    min_size=4,
    max_size=18,
)


class Run:
    """Takes the same steps with the program and with the model; a step the program refuses must be one too many."""

    def __init__(self, stall: Stall) -> None:
        self.stall, self.model = stall, Model()
        self.orders: list[int] = []
        self.cases: list[int] = []
        self.lines: list[int] = []
        self.payments: list[list[int]] = []

    def take(self, step: tuple[str, int, int, int]) -> None:
        """One step."""
        self.stall.time.forward(minutes=10)
        name, first, second, third = step
        if name == "sell":
            self.orders.append(self.stall.sell((self.stall.mug, first, PRICE)))
            self.model.sold.append(first)
        elif name == "open":
            self._open(first, KINDS[second], third)
        elif name == "undo":
            self._undo_and_redo()
        elif self.cases:
            number = first % len(self.cases)
            getattr(self, f"_{name}")(number, second, third)

    def check(self) -> None:
        """The program and the model agree."""
        assert self.stall.shelf() == self.model.shelf()
        for number, order in enumerate(self.orders):
            refunded = self.model.refunded(number)
            found = self.stall.order(order)
            assert (found.refunded_minor or 0) == refunded
            assert refunded <= PRICE * self.model.sold[number]
            if refunded == PRICE * self.model.sold[number] and found.refund_status != RefundStatus.REQUESTED:
                assert found.refund_status == RefundStatus.REFUNDED
        paid = sum(sum(one.paid) for one in self.model.cases)
        assert sum(amount for _way, amount in self.stall.transactions()) == -paid

    def _open(self, which: int, kind: CaseKind, pieces: int) -> None:
        if not self.orders:
            return
        order = which % len(self.orders)
        pieces = min(pieces, self.model.sold[order])
        draft = CaseDraft(kind, self.orders[order], (CaseLineDraft(self._order_line(order), pieces),))
        try:
            case = self.stall.shop.run(open_case, draft).value
        except (PiecesClaimed, MoreThanSold):  # a first case of an order is never one too many
            assert any(one.order == order for one in self.model.cases)
            case = self.stall.shop.run(open_case, replace(draft, override="again")).value
        view = self.stall.shop.ask(case_view, case)
        self.cases.append(case)
        self.lines.append(view.lines[0].id)
        self.payments.append([])
        self.model.cases.append(ModelCase(order, kind, pieces))

    def _order_line(self, order: int) -> int:
        return int(self.stall.shop.ask(order_parts, self.orders[order])[2][0].order_line_id)

    def _agree(self, number: int, amount: int, _third: int) -> None:
        model = self.model.cases[number]
        others = self.model.refunded(model.order) - sum(model.paid)
        self._try(not model.over and amount <= PRICE * self.model.sold[model.order] - others,
                  agree, self.cases[number], amount)  # fmt: skip
        self._follow(number)

    def _refuse(self, number: int, _second: int, _third: int) -> None:
        model = self.model.cases[number]
        self._try(not model.over and not model.paid, refuse, self.cases[number])
        self._follow(number)

    def _receive(self, number: int, pieces: int, _third: int) -> None:
        model = self.model.cases[number]
        free = self.model.sold[model.order] - self.model.back(model.order)
        may = not model.over and not model.received and pieces <= free
        if self._try(may, receive, self.cases[number], {self.lines[number]: pieces}):
            model.received = pieces
        self._follow(number)

    def _inspect(self, number: int, good: int, broken: int) -> None:
        model = self.model.cases[number]
        scrap = 1 if good == 0 and broken == 0 else 0
        pieces = good + broken + scrap
        free = self.model.sold[model.order] - self.model.back(model.order)
        fits = pieces <= model.received if model.received else pieces <= free
        may = not model.over and model.put is None and fits
        found = Inspection(self.lines[number], good, broken, scrap)
        if self._try(may, inspect, self.cases[number], [found]):
            model.put, model.received = (good, broken, scrap), model.received or pieces
        self._follow(number)

    def _pay(self, number: int, amount: int, _third: int) -> None:
        model = self.model.cases[number]
        left = PRICE * self.model.sold[model.order] - self.model.refunded(model.order)
        refused = self._is_refused(number)
        paid = self._try(not refused and amount <= left, pay, self.cases[number], amount,
                         account_id=self.stall.wallet)  # fmt: skip
        if paid is not None:
            model.paid.append(amount)
            self.payments[number].append(paid)
        self._follow(number)

    def _unpay(self, number: int, _second: int, _third: int) -> None:
        if self.payments[number]:
            self.stall.shop.run(take_back_payment, self.payments[number].pop())
            self.model.cases[number].paid.pop()
            self._follow(number)

    def _unput(self, number: int, _second: int, _third: int) -> None:
        model = self.model.cases[number]
        if model.put is not None and self.model.shelf()[0] >= model.put[0]:
            self.stall.shop.run(take_back_inspection, self.cases[number])
            model.put = None
            self._follow(number)

    def _unreceive(self, number: int, _second: int, _third: int) -> None:
        model = self.model.cases[number]
        if model.put is None and model.received:
            self.stall.shop.run(take_back_receipt, self.cases[number])
            model.received = 0
            self._follow(number)

    def _undo_and_redo(self) -> None:
        self.stall.shop.undo()
        self.stall.shop.redo()

    def _is_refused(self, number: int) -> bool:
        return str(self.stall.case(self.cases[number]).state) in ("refused", "withdrawn")

    def _follow(self, number: int) -> None:
        """Whether a case is over is the program's to say; that it may not go on then is the model's."""
        self.model.cases[number].over = str(self.stall.case(self.cases[number]).state) in ("refused", "done")

    def _try(self, may: bool, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
        try:
            value = self.stall.shop.run(command, *args, **more).value
        except UserError:
            assert not may, f"{command.__name__}{args} was refused"
            return None
        assert may, f"{command.__name__}{args} went through"
        return value if value is not None else True


@pytest.mark.exhaustive
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=_STEPS)
def test_random_cases_agree_with_the_model(steps: list[tuple[str, int, int, int]], time: Clock) -> None:
    with TemporaryDirectory() as folder, Shop.create(Path(folder) / "any.shop", who="tests") as shop:
        run = Run(_stall(shop, time))
        for step in [("sell", 3, 0, 0), *steps]:
            run.take(step)
            run.check()
        assert [str(one) for one in shop.ask(check)] == []


def _stall(shop: Shop, time: Clock) -> Stall:
    channel = shop.run(add_channel, "Stall", Platform.TAOBAO).value
    wallet = shop.run(add_account, AccountDraft("Wallet")).value
    mug = shop.run(add_sku, SkuDraft("MUG", "Mug", price_minor=PRICE)).value
    shop.run(set_opening, [OpeningDraft(mug, OPENING, OPENING * COST)])
    time.forward(hours=1)
    return Stall(time, shop, channel, wallet, mug, mug)
