"""Writes: money that went back to the buyer, or came of a claim; with its transaction where it has one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.aftersales import Case, CaseLine, CasePayment
from models.entities import Entity
from models.enums.aftersales import CaseKind, CaseState
from models.enums.money import Flow, SortedBy
from models.enums.orders import OrderStatus, RefundStatus
from models.finance import Account, Transaction, TransactionLink, TransactionPaper, TransactionPart, Transfer
from models.orders import Order
from services import clock, settings, text
from services.aftersales.caps import ByLine, keep_override, require_sum, require_within
from services.aftersales.following import change, go_on, lines_of, payments_of, require_open
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.aftersales.words import KIND_LABELS
from services.errors import Invalid, NotAtThisPoint
from services.formatting import money
from services.i18n import N_, translate
from services.kernel import images
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.commands import change as change_order
from services.orders.commands import set_status
from services.stock.booking import require_open as require_open_month


@command("cases.pay", N_("Pay {amount} for the case {number}"))
def pay(
    uow: UnitOfWork,
    case_id: int,
    amount_minor: int | None = None,
    *,
    account_id: int | None = None,
    transaction_id: int | None = None,
    at: datetime | None = None,
    by_line: ByLine | None = None,
    override: str | None = None,
    note: str | None = None,
) -> int:
    """Money went back (or came, of a courier's claim): what is left of what was agreed, or another amount.

    With `account_id` a transaction is entered there; `transaction_id` marks one that a statement
    brought; with neither the platform paid out of the order's money. Returns the payment's id.
    """
    case = uow.get(Case, case_id)
    if case.state in (CaseState.REFUSED, CaseState.WITHDRAWN):
        require_open(case)
    amount = amount_minor if amount_minor is not None else _rest(case)
    if not amount or amount < 0:
        reason = message(N_("it must be more than nothing"))
        raise Invalid(field=message(N_("Amount")), value=str(amount or 0), reason=reason)
    lines = lines_of(uow, case_id)
    wanted = (case.refunded_minor or 0) + amount
    require_within(uow, case, wanted, lines, _added(lines, by_line), override)
    _pay_lines(lines, by_line, amount)
    _keep_told(uow, case, at)
    payment = CasePayment(
        case_id=case.id, amount_minor=amount, paid_at=at or clock.this_second(), override_reason=text.clean(override),
        note=text.clean(note),
    )  # fmt: skip
    uow.add(payment)
    _attach_transaction(uow, case, payment, account_id, transaction_id)
    change(case, {"refunded_minor": wanted, "refunded_at": payment.paid_at})
    if case.agreed_at is None:
        change(case, {"agreed_minor": wanted, "agreed_at": payment.paid_at})
    keep_override(case, override)
    go_on(uow, case)
    _close_unsent(uow, case)
    uow.describe(amount=money(amount, case.currency), number=case.external_no)
    return payment.id


@command("cases.take_back_payment", N_("Take back the payment of {amount} for the case {number}"))
def take_back_payment(uow: UnitOfWork, payment_id: int) -> None:
    """It was not paid after all: its transaction goes where it was entered with the case, and else stays.

    What a platform told of the case stays, and on its day.
    """
    payment = uow.get(CasePayment, payment_id)
    case = uow.get(Case, payment.case_id)
    lines = lines_of(uow, case.id)
    left = [one for one in payments_of(uow, case.id) if one.id != payment_id]
    transaction = uow.find(Transaction, payment.transaction_id) if payment.transaction_id is not None else None
    if transaction is not None and payment.is_own_transaction:
        require_open_month(uow, [transaction.happened_on])
    amount, is_own = payment.amount_minor, payment.is_own_transaction
    uow.delete(payment)
    uow.flush()
    if transaction is not None and is_own:
        _remove(uow, transaction, case)
    paid = max((case.refunded_minor or 0) - amount, 0) or None
    if _is_as_told(case, left):
        uow.delete(left.pop())
    _scale_lines(lines, paid)
    at = left[-1].paid_at if left else _told(case, "refunded_at") if paid else None
    change(case, {"refunded_minor": paid, "refunded_at": at})
    go_on(uow, case)
    _reopen_unsent(uow, case)
    uow.describe(amount=money(amount, case.currency), number=case.external_no)


def _remove(uow: UnitOfWork, transaction: Transaction, case: Case) -> None:
    """The transaction goes with how it was sorted; one that belongs to others by now stays."""
    tied = [
        *uow.all(select(Transfer).where((Transfer.out_id == transaction.id) | (Transfer.in_id == transaction.id))),
        *uow.all(select(Transaction).where(Transaction.duplicate_of_id == transaction.id)),
    ]
    if tied:
        reason = message(N_("its transaction was matched with another; take that apart first"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)
    for mapped in (TransactionPart, TransactionLink, TransactionPaper):
        for row in uow.all_in(mapped, mapped.table().c.transaction_id, [transaction.id]):
            uow.delete(row)
    uow.flush()
    uow.delete(transaction)
    uow.flush()


def _keep_told(uow: UnitOfWork, case: Case, at: datetime | None) -> None:
    """What went back before, as a file told, becomes a payment of its own day: the case's day is the newest one's."""
    told = (case.refunded_minor or 0) - sum(one.amount_minor for one in payments_of(uow, case.id))
    if told > 0:
        paid_at = case.refunded_at or _told_at(case) or at or clock.this_second()
        uow.add(CasePayment(case_id=case.id, amount_minor=told, paid_at=paid_at))
        uow.flush()


def _is_as_told(case: Case, left: list[CasePayment]) -> bool:
    """Whether what is left is what the platform told: the case says that itself, and follows its next word."""
    if len(left) != 1 or case.is_own or left[0].account_id is not None or left[0].transaction_id is not None:
        return False
    return (left[0].amount_minor, left[0].paid_at) == (_told(case, "refunded_minor"), _told_at(case))


def _told_at(case: Case) -> datetime | None:
    """When a platform paid, as well as it tells."""
    days = (_told(case, name) for name in ("refunded_at", "closed_at", "agreed_at", "asked_at"))
    return next((one for one in days if one is not None), None)


def _told(case: Case, name: str) -> Any:
    """What the platform said of a field, where it was changed here; else what stands there."""
    base = case.base or {}
    return images.restored(Entity.CASE, name, base[name]) if name in base else getattr(case, name)


def _rest(case: Case) -> int:
    """What of the agreed (else of the asked) amount is still to be paid."""
    whole = case.agreed_minor if case.agreed_minor is not None else case.asked_minor
    return max((whole or 0) - (case.refunded_minor or 0), 0)


def _added(lines: list[CaseLine], by_line: ByLine | None) -> ByLine | None:
    """What each line would have got in all with this payment."""
    if by_line is None:
        return None
    return {line.id: (line.refunded_minor or 0) + by_line.get(line.id, 0) for line in lines}


def _pay_lines(lines: list[CaseLine], by_line: ByLine | None, amount: int) -> None:
    if by_line is None and len(lines) == 1:
        by_line = {lines[0].id: amount}
    if by_line is None:
        return
    require_sum(lines, by_line, amount)
    for line in lines:
        if by_line.get(line.id):
            line.refunded_minor = (line.refunded_minor or 0) + by_line[line.id]


def _scale_lines(lines: list[CaseLine], paid: int | None) -> None:
    """After a payment was taken back nobody knows any more which line the rest was for, but for a single one."""
    for line in lines:
        line.refunded_minor = paid if len(lines) == 1 else None


def _attach_transaction(
    uow: UnitOfWork, case: Case, payment: CasePayment, account_id: int | None, transaction_id: int | None
) -> None:
    is_in = DEFAULTS[case.kind].money is MoneyWay.TO_US
    if transaction_id is not None:
        transaction = uow.get(Transaction, transaction_id)
        _require_same(uow, payment, transaction, case, is_in=is_in)
        payment.account_id, payment.transaction_id = transaction.account_id, transaction.id
    elif account_id is not None:
        account = uow.get(Account, account_id)
        if account.currency != case.currency or account.is_archived:
            reason = message(N_("it is archived")) if account.is_archived else message(N_("it is in another currency"))
            raise Invalid(field=message(N_("Account")), value=account.name, reason=reason)
        transaction = _transaction(uow, case, payment, account, is_in=is_in)
        require_open_month(uow, [transaction.happened_on])
        uow.add(transaction)
        uow.flush()
        payment.account_id, payment.transaction_id, payment.is_own_transaction = account.id, transaction.id, True
    uow.flush()


def _transaction(uow: UnitOfWork, case: Case, payment: CasePayment, account: Account, *, is_in: bool) -> Transaction:
    day = clock.business_day(payment.paid_at, settings.read(uow.connection, settings.ZONE))
    return Transaction(
        account_id=account.id,
        natural_key=f"case:{case.id}:{payment.id}",
        merchant_no=case.external_no,
        order_no=case.order_no,
        happened_at=payment.paid_at,
        happened_on=day,
        direction=Flow.IN if is_in else Flow.OUT,
        amount_minor=payment.amount_minor if is_in else -payment.amount_minor,
        currency=account.currency,
        kind_text=translate(KIND_LABELS[case.kind]),
        category=_category(case, is_in=is_in),
        sorted_by=SortedBy.DEFAULT,
    )


def _category(case: Case, *, is_in: bool) -> str:
    """The account of the books: what a refund of an order stands against is posted with the case itself."""
    if is_in:
        return "compensation"
    return "order_refund" if case.order_id is not None else "penalties"


def _require_same(uow: UnitOfWork, payment: CasePayment, transaction: Transaction, case: Case, *, is_in: bool) -> None:
    """The transaction is of this amount, goes this way, and pays for no other case."""
    wanted = payment.amount_minor if is_in else -payment.amount_minor
    taken = uow.all(select(CasePayment).where(CasePayment.transaction_id == transaction.id))
    reason = None
    if transaction.amount_minor != wanted or transaction.currency != case.currency:
        reason = message(N_("it is of another amount"))
    elif taken:
        reason = message(N_("it pays for another case already"))
    if reason is not None:
        shown = transaction.external_no or f"#{transaction.id}"
        raise Invalid(field=message(N_("Transaction")), value=shown, reason=reason)


def _close_unsent(uow: UnitOfWork, case: Case) -> None:
    """An order that was refunded whole before it was sent is closed, as its platform closes it."""
    if case.kind is not CaseKind.REFUND_BEFORE_SHIPPING or case.order_id is None:
        return
    order = uow.get(Order, case.order_id)
    if order.status is OrderStatus.PAID and order.refund_status is RefundStatus.REFUNDED:
        set_status(uow, [order.id], OrderStatus.CLOSED)
        change_order(order, {"close_reason": case.external_no})


def _reopen_unsent(uow: UnitOfWork, case: Case) -> None:
    if case.kind is not CaseKind.REFUND_BEFORE_SHIPPING or case.order_id is None:
        return
    order = uow.get(Order, case.order_id)
    if order.status is OrderStatus.CLOSED and order.close_reason == case.external_no:
        change_order(order, {"close_reason": None})
        set_status(uow, [order.id], OrderStatus.PAID)
