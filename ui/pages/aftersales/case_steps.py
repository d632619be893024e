"""The four facts of a case as steps: where each stands, what can be done next, and what can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services import formatting
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.aftersales.views import CaseView
from services.aftersales.words import INTERCEPTION_LABELS, PARTY_LABELS
from services.i18n import N_, NN_, Grouped, _
from services.messages import counted
from services.types import CaseKind, CaseState, Interception

OPEN = frozenset(
    {
        CaseState.WAITING_SELLER, CaseState.WAITING_BUYER, CaseState.WAITING_COURIER, CaseState.WAITING_PLATFORM,
        CaseState.AGREED,
    }
)  # fmt: skip
_PIECES = NN_("{count} piece", "{count} pieces")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do: its key, and words marked with `N_`; a `main` one stands out."""

    key: str
    words: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One fact: its title, where it stands (one line each), whether that is settled, and what can be done."""

    key: str
    title: str
    told: tuple[str, ...]
    is_done: bool
    deeds: tuple[Deed, ...] = ()
    back: Deed | None = None


def steps_of(view: CaseView, zone: str) -> tuple[CaseStep, ...]:
    """The steps that stand on the panel, in their order."""
    steps = [_money(view, zone), _goods(view, zone), _quality(view)]
    if not DEFAULTS[view.case.kind].is_ours:
        steps[2] = _repair(view, zone)
    if DEFAULTS[view.case.kind].sends is not None or view.new_order is not None:
        steps.append(_sent(view))
    return (*steps, _blame(view))


def _is_open(view: CaseView) -> bool:
    return view.case.state in OPEN


def _money(view: CaseView, zone: str) -> CaseStep:
    case = view.case

    def money(minor: int | None) -> str:
        return formatting.money(minor, case.currency)

    told = []
    if case.asked_minor is not None:
        told.append(_("Asked: {amount}").format(amount=money(case.asked_minor)))
    if case.agreed_minor is not None:
        told.append(_("Agreed: {amount}").format(amount=money(case.agreed_minor)))
    elif case.agreed_at is not None:
        told.append(_("Agreed at {time}").format(time=formatting.instant(case.agreed_at, zone)))
    if case.refunded_minor is not None:
        words = _("Received: {amount}") if DEFAULTS[case.kind].money is MoneyWay.TO_US else _("Paid: {amount}")
        told.append(words.format(amount=money(case.refunded_minor)))
    for payment in view.payments:
        at = formatting.instant(payment.paid_at, zone)
        account = payment.account or _("by the platform")
        told.append(f"{money(payment.amount_minor)} · {account} · {at}")
    if case.override_reason:
        told.append(_("Reason of the exception: {reason}").format(reason=case.override_reason))
    paid = case.refunded_minor or 0
    is_done = paid > 0 and paid >= (case.agreed_minor or 0)
    title = N_("Claim") if DEFAULTS[case.kind].money is MoneyWay.TO_US else N_("Money")
    back = None
    if view.payments:
        back = Deed("take_back_payment", N_("Take the payment back"))
    elif case.agreed_minor is not None or case.agreed_at is not None:
        back = Deed("take_back_decision", N_("Take the decision back"))
    return CaseStep(
        "money", title, tuple(told) or (_("Nothing was asked for"),), is_done, tuple(_money_deeds(view)), back
    )


def _money_deeds(view: CaseView) -> Iterator[Deed]:
    case = view.case
    if not _is_open(view):
        return
    if case.agreed_at is None:
        yield Deed("agree", N_("Agree…"), main=case.state is CaseState.WAITING_SELLER)
        if not view.payments:
            yield Deed("refuse", N_("Refuse…"))
    if (case.refunded_minor or 0) < max(case.agreed_minor or 0, 1):
        yield Deed("pay", N_("Enter the payment…"), main=case.state is CaseState.AGREED)


def _goods(view: CaseView, zone: str) -> CaseStep:
    case = view.case
    told = [f"{line.title} · {counted(_PIECES, line.quantity)}" for line in view.lines]
    if view.expected:
        told.append(_("To come back: {pieces}").format(pieces=counted(_PIECES, view.expected)))
    elif view.lines and case.received_at is None and not DEFAULTS[case.kind].goods_back:
        told.append(_("Nothing has to come back."))
    if case.return_tracking_no:
        told.append(" · ".join(filter(None, (case.return_courier, case.return_tracking_no))))
    if case.interception is not None:
        told.append(_(INTERCEPTION_LABELS[case.interception]))
    if case.received_at is not None:
        here = _("Here since {time}: {pieces}")
        told.append(
            here.format(time=formatting.instant(case.received_at, zone), pieces=counted(_PIECES, view.received))
        )
    is_done = case.received_at is not None or (bool(view.lines) and not view.expected)
    back = None
    if case.received_at is not None and case.inspected_at is None:
        back = Deed("take_back_receipt", N_("The parcel is not here"))
    return CaseStep(
        "goods", N_("Goods back"), tuple(told) or (_("No items named"),), is_done, tuple(_goods_deeds(view)), back
    )


def _goods_deeds(view: CaseView) -> Iterator[Deed]:
    case = view.case
    if not _is_open(view) or case.received_at is not None:
        return
    if case.kind is CaseKind.INTERCEPTION and case.interception in (None, Interception.ASKED):
        yield Deed("intercept_stopped", N_("It was stopped"))
        yield Deed("intercept_failed", N_("It was not"))
    if view.expected or (DEFAULTS[case.kind].goods_back and not view.lines):
        yield Deed("receive", N_("The parcel is here"), main=case.state is CaseState.WAITING_COURIER)
        yield Deed("waybill", N_("Return parcel…"))
    if case.order_id is not None:
        yield Deed("items", N_("Items…"))
    elif case.order_no is None:
        yield Deed("link", N_("Find its order…"))


def _quality(view: CaseView) -> CaseStep:
    case = view.case
    sums = {
        name: sum(getattr(line, name) or 0 for line in view.lines)
        for name in ("good", "defective", "scrap", "to_supplier")
    }
    words = {
        "good": N_("Good: {count}"),
        "defective": N_("Defective: {count}"),
        "scrap": N_("Thrown away: {count}"),
        "to_supplier": N_("Back to the supplier: {count}"),
    }
    told = tuple(_(words[name]).format(count=Grouped(count)) for name, count in sums.items() if count)
    is_done = case.inspected_at is not None
    deeds: tuple[Deed, ...] = ()
    if _is_open(view) and not is_done and (view.expected or case.received_at is not None):
        deeds = (Deed("inspect", N_("Count and put away…"), main=case.received_at is not None),)
    back = Deed("take_back_inspection", N_("Take it out of stock")) if is_done else None
    nobody = _("Nobody has looked yet") if deeds else _("Nothing to look at")
    return CaseStep("quality", N_("Quality"), told or (nobody,), is_done, deeds, back)


def _repair(view: CaseView, zone: str) -> CaseStep:
    case = view.case

    def at(words: str, instant: object) -> str:
        return f"{words}: {formatting.instant(instant, zone)}"  # type: ignore[arg-type]

    told = []
    if case.repair_sent_at is not None:
        told.append(at(_("Given to be repaired"), case.repair_sent_at))
    if case.repair_back_at is not None:
        told.append(at(_("Back from repair"), case.repair_back_at))
    if case.repair_minor is not None:
        told.append(_("Repair cost: {amount}").format(amount=formatting.money(case.repair_minor, case.currency)))
    if case.sent_back_at is not None:
        told.append(" · ".join(filter(None, (at(_("Sent back"), case.sent_back_at), case.sent_back_no))))
    deeds: list[Deed] = []
    if _is_open(view) and case.received_at is not None and case.sent_back_at is None:
        if case.repair_sent_at is None:
            deeds.append(Deed("repair_out", N_("Given to be repaired"), main=True))
        elif case.repair_back_at is None:
            deeds.append(Deed("repair_back", N_("Back from repair…"), main=True))
        if case.repair_sent_at is None or case.repair_back_at is not None:
            deeds.append(Deed("send_back", N_("Sent back…"), main=case.repair_back_at is not None))
    back = Deed("take_back_repair", N_("Take the last step back")) if told else None
    return CaseStep(
        "repair", N_("Repair"), tuple(told) or (_("Nothing was done yet"),), case.sent_back_at is not None,
        tuple(deeds), back,
    )  # fmt: skip


def _sent(view: CaseView) -> CaseStep:
    if view.new_order is not None:
        return CaseStep(
            "sent", N_("Sent instead"), (view.new_order.order_no,), True,
            (Deed("new_order", N_("Show that order")),), Deed("unlink_sent", N_("It was not this order")),
        )  # fmt: skip
    made = (Deed("replace", N_("Make the order…"), main=True),) if _is_open(view) else ()
    deeds = (*made, Deed("link_sent", N_("It is here already…")))
    return CaseStep("sent", N_("Sent instead"), (_("No order was made for it yet"),), False, deeds)


def _blame(view: CaseView) -> CaseStep:
    case = view.case
    told = []
    if case.blame is not None:
        told.append(_("To blame: {who}").format(who=_(PARTY_LABELS[case.blame])))
    if case.payer is not None:
        told.append(_("Who bears it: {who}").format(who=_(PARTY_LABELS[case.payer])))
    if case.reason:
        told.append(_("Reason: {reason}").format(reason=case.reason))
    deeds = (Deed("blame", N_("Who is to blame…")),)
    return CaseStep("blame", N_("Blame"), tuple(told) or (_("Nobody has said"),), case.blame is not None, deeds)
