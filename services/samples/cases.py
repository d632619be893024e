"""What the owner of the demo shop did about after-sales: a return with a broken piece, an exchange, a small amount."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from models.enums.aftersales import CaseKind, CaseParty
from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus
from models.finance import Account
from models.orders import Order, OrderLine
from models.stock_ledger import StockEntry
from services.aftersales.defective import Pieces, lying, write_off
from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import Inspection, inspect, receive, set_waybill
from services.aftersales.money import agree
from services.aftersales.opening import open_case
from services.aftersales.paying import pay
from services.aftersales.snippets import reasons
from services.aftersales.views import lines_of
from services.couriers.book import couriers
from services.shop import Shop

_WANTED = 7
_COMPENSATION_MINOR = 500
_PARCELS = ("SF1366000042017", "YT8800000420175", "7788000042017")


def live(shop: Shop) -> None:
    """Open cases of orders that were sent, and take some of them further."""
    orders, why = shop.ask(_sent), shop.ask(reasons)
    kinds = (
        CaseKind.RETURN_AND_REFUND, CaseKind.RETURN_AND_REFUND, CaseKind.EXCHANGE, CaseKind.COMPENSATION,
        CaseKind.REFUSED, CaseKind.RESHIP, CaseKind.RETURN_AND_REFUND,
    )  # fmt: skip
    cases = [
        _open(shop, order_id, kind, why[number % len(why)])
        for number, (order_id, kind) in enumerate(zip(orders, kinds, strict=False))
    ]
    if len(cases) == len(kinds):
        _go_on(shop, cases, why)


def _go_on(shop: Shop, cases: Sequence[int], why: Sequence[str]) -> None:
    """One case is finished with a broken piece, others wait for us, the courier or the buyer."""
    account = shop.ask(_account)
    finished, here, exchange, small, refused, _again, coming = cases
    shop.run(agree, finished, source="demo")
    courier = {one.key: one.name for one in shop.ask(couriers)}
    shop.run(set_waybill, finished, courier["sf"], _PARCELS[0], source="demo")
    _put_away(shop, finished, broken=1)
    shop.run(pay, finished, account_id=account, source="demo")
    shop.run(agree, here, source="demo")
    shop.run(set_waybill, here, courier["yto"], _PARCELS[1], source="demo")
    shop.run(receive, here, source="demo")
    shop.run(agree, exchange, source="demo")
    shop.run(pay, small, _COMPENSATION_MINOR, account_id=account, source="demo")
    shop.run(set_waybill, refused, courier["zto"], _PARCELS[2], source="demo")
    shop.run(agree, coming, source="demo")
    spot = next(iter(shop.ask(lying)), None)
    if spot is not None and spot.quantity > 1:
        shop.run(write_off, Pieces(spot.sku_id, 1, spot.place_id), why[3], source="demo")


def _put_away(shop: Shop, case_id: int, broken: int) -> None:
    found = []
    for line in shop.ask(lines_of, case_id):
        defective = min(broken, line.expected)
        broken -= defective
        found.append(Inspection(line.id, good=line.expected - defective, defective=defective))
    shop.run(inspect, case_id, found, source="demo")


def _open(shop: Shop, order_id: int, kind: CaseKind, reason: str) -> int:
    blame = CaseParty.COURIER if kind is CaseKind.RESHIP else None
    opened = shop.run(open_case, CaseDraft(kind, order_id, reason=reason, blame=blame), source="demo")
    return opened.value


def _sent(connection: Connection) -> list[int]:
    """Orders whose goods have left the shelf, the newest first."""
    orders, lines, entries = Order.table(), OrderLine.table(), StockEntry.table()
    in_ledger = select(entries.c.order_id).where(entries.c.kind == MoveKind.SALE)
    statement = (
        select(orders.c.id)
        .where(
            orders.c.status.in_([str(OrderStatus.SHIPPED), str(OrderStatus.COMPLETED)]),
            orders.c.refund_status == "none",
            orders.c.currency == "CNY",
            orders.c.paid_minor > _COMPENSATION_MINOR,
            orders.c.id.in_(in_ledger),
            orders.c.id.not_in(select(lines.c.order_id).where(lines.c.sku_id.is_(None))),
        )
        .order_by(orders.c.shipped_at.desc(), orders.c.id)
        .limit(_WANTED)
    )
    return list(connection.execute(statement).scalars())


def _account(connection: Connection) -> int | None:
    accounts = Account.table()
    return connection.execute(select(accounts.c.id).where(accounts.c.currency == "CNY").limit(1)).scalar()
