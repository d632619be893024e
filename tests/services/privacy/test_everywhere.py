"""A name leaves every kind of row that may hold it: reviews, payments, parcels, waiting rows, labels, notes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from models.finance import Account, Transaction
from models.fulfilment import Parcel, Wave
from models.imports import ImportFile, ImportProblem
from models.orders import Order
from models.reviews import Review
from models.tax import Invoice
from services.integrity import check
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.privacy.erasing import erase_person
from services.shop import Shop
from services.types import AccountKind, Flow, InvoiceKind, InvoiceSide
from tests.services.customers.buying import bought, channels
from tests.services.privacy.test_erasing import NAME, NICK, PHONE, a_person, number, traces

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)


@command("tests.write_everywhere", "Test: {who}")
def write_everywhere(uow: UnitOfWork, order_id: int) -> None:
    """Rows of other kinds that name the person; the label does too."""
    order = uow.get(Order, order_id)
    account = Account(name="Alipay", kind=AccountKind.OTHER, currency="CNY")
    file = ImportFile(
        file_name=f"orders {NAME}.csv", sha256="0" * 64, format_id="x", kind="orders", imported_at=AT, row_count=1,
        new_count=0, updated_count=0, unchanged_count=0, skipped_count=0, rejected_count=1, warnings=[],
    )  # fmt: skip
    uow.add_all([account, file])
    uow.flush()
    uow.add_all(
        [
            Transaction(
                account_id=account.id, natural_key="t1", order_no=order.external_no, happened_at=AT,
                happened_on=date(2026, 3, 2), direction=Flow.IN, amount_minor=1000, currency="CNY",
                counterparty=NAME, counterparty_account=PHONE, subject=f"Mug for {PHONE}",
            ),
            Review(
                channel_id=order.channel_id, external_no="R1", order_no=order.external_no, order_id=order.id, rating=2,
                text=f"{NAME}: broken", buyer=NICK, reviewed_at=AT,
            ),
            ImportProblem(
                file_id=file.id, row=3, column="phone", value=PHONE, code="x", message={"template": f"{NAME}?"},
                cells={"name": NAME, "phone": PHONE},
            ),
            Invoice(
                side=InvoiceSide.ISSUED, kind=InvoiceKind.ORDINARY, natural_key="1", number="1", net_minor=990,
                issued_on=date(2026, 3, 2), party=NAME, order_no=order.external_no, text=f"Mug, {PHONE}",
            ),
            Wave(number="W1", made_at=AT, note=f"first {NAME}", rule={"search": NICK}),
            Parcel(channel_id=order.channel_id, note=f"fragile, {NAME}"),
        ]
    )  # fmt: skip
    uow.describe(who=message("{name}", name=NAME))


def test_a_name_leaves_every_kind_of_row(shop: Shop) -> None:
    first, _second = channels(shop)
    (order,) = bought(shop, a_person(first))
    shop.run(write_everywhere, order)
    shop.run(erase_person, number(first))
    assert shop.compact()
    assert traces(shop.path) == []
    assert shop.ask(check) == ()
    payment = shop.ask(lambda c: c.execute(select(Transaction.amount_minor, Transaction.subject)).one())
    assert tuple(payment) == (1000, "Mug for \u2026")
    review = shop.ask(lambda c: c.execute(select(Review.rating, Review.text)).one())
    assert tuple(review) == (2, None)
