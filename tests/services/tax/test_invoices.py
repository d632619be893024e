"""Invoices issued and received: typed, changed, imported, never twice, joined to their orders, with their files."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from services.errors import Invalid
from services.finance.papers import keep_papers
from services.shop import Shop
from services.tax.errors import InvoiceKnown
from services.tax.invoice_list import INVOICES, one_invoice, overview, path_of
from services.tax.invoices import (
    InvoiceDraft,
    add_invoice,
    add_papers,
    change_invoice,
    delete_invoices,
    remove_paper,
    void_invoices,
)
from services.types import InvoiceKind, InvoiceSide, TableRequest
from tests.services.books.trading import trader
from tests.services.importing.applying import apply, sample

DAY = date(2026, 3, 5)
_PDF = b"%PDF-1.4 an invoice"


def _draft(number: str = "2531 2000", side: InvoiceSide = InvoiceSide.ISSUED, **more: object) -> InvoiceDraft:
    return InvoiceDraft(side, InvoiceKind.ORDINARY, number, DAY, 9_901, 99, **more)  # type: ignore[arg-type]


def _listed(shop: Shop, view: str = "all", search: str = "") -> list[tuple[str, int]]:
    with closing(shop.table(INVOICES, TableRequest(search, view), ("number", "amount"))) as snapshot:
        return [(row[1], row[2]) for row in snapshot.first.result()]


def test_an_invoice_is_never_kept_twice_whatever_its_spaces_and_capitals(shop: Shop) -> None:
    first = shop.run(add_invoice, _draft("AB 12", party="Lake Tea")).value
    with pytest.raises(InvoiceKnown) as refused:
        shop.run(add_invoice, _draft("ab12"))
    assert "Lake Tea" in str(refused.value)
    shop.run(add_invoice, _draft("ab12", InvoiceSide.RECEIVED))
    shop.run(add_invoice, _draft("ab12", code="3600"))
    other = shop.run(add_invoice, _draft("X1")).value
    with pytest.raises(InvoiceKnown):
        shop.run(change_invoice, other, _draft("AB12"))
    shop.run(change_invoice, first, _draft("AB 12", note="sent"))
    assert shop.ask(one_invoice, first).draft.note == "sent"


def test_an_invoice_finds_its_order_by_the_number_and_its_purchase(shop: Shop) -> None:
    world = trader(shop)
    order = world.sold(DAY, external_no="T100")
    view = shop.ask(one_invoice, shop.run(add_invoice, _draft(order_no="T100")).value)
    assert view.order_id == order
    with pytest.raises(Invalid):
        shop.run(add_invoice, _draft("X2", InvoiceSide.RECEIVED, purchase_no="nothing"))


@pytest.mark.parametrize(
    "draft",
    [
        InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, " ", DAY, 1),
        InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, "1", DAY, 0),
        InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, "1", DAY, 100, -1),
    ],
)
def test_invoices_without_number_or_sum_are_refused(shop: Shop, draft: InvoiceDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(add_invoice, draft)


def test_a_red_invoice_lowers_the_sum_and_a_void_one_counts_nowhere(shop: Shop) -> None:
    shop.run(add_invoice, _draft("1"))
    shop.run(add_invoice, InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, "2", DAY, -4_950, -50))
    void = shop.run(add_invoice, _draft("3")).value
    shop.run(void_invoices, [void])
    assert sum(amount for _number, amount in _listed(shop)) == 10_000 - 5_000
    assert _listed(shop, "void") == [("3", 0)]
    shop.run(void_invoices, [void], is_void=False)
    assert sum(amount for _number, amount in _listed(shop)) == 15_000


def test_the_list_has_views_and_a_search(shop: Shop) -> None:
    shop.run(add_invoice, _draft("A1", party="Lake Tea", order_no="T9"))
    shop.run(add_invoice, _draft("B2", InvoiceSide.RECEIVED))
    assert [number for number, _amount in _listed(shop, search="lake")] == ["A1"]
    assert [number for number, _amount in _listed(shop, "received")] == ["B2"]
    counts = shop.ask(overview).counts
    assert (counts["all"], counts["issued"], counts["unlinked"], counts["without_file"]) == (2, 1, 2, 2)


def test_files_lie_beside_the_shop_and_come_back_with_undo(shop: Shop, tmp_path: Path) -> None:
    made = shop.run(add_invoice, _draft()).value
    source = tmp_path / "invoice.pdf"
    source.write_bytes(_PDF)
    kept = shop.ask(keep_papers, (source,))
    (paper,) = shop.run(add_papers, made, kept).value
    assert shop.run(add_papers, made, kept).value == ()
    path = shop.ask(path_of, paper)
    assert path is not None
    assert path.read_bytes() == _PDF
    shop.run(remove_paper, paper)
    assert shop.ask(one_invoice, made).papers == ()
    shop.undo()
    shop.run(delete_invoices, [made])
    shop.undo()
    assert [one.kept.file_name for one in shop.ask(one_invoice, made).papers] == ["invoice.pdf"]


def test_a_workbook_of_invoices_is_taken_in_once(shop: Shop) -> None:
    file = sample("zhanggui.invoices", "sample.xlsx")
    apply(shop, file)
    before = sorted(_listed(shop))
    assert len(before) == 4
    apply(shop, file)
    assert sorted(_listed(shop)) == before


def test_an_invoice_that_came_before_its_order_is_joined_when_the_order_comes(shop: Shop) -> None:
    made = shop.run(add_invoice, _draft(order_no="2603050000000001")).value
    assert shop.ask(one_invoice, made).order_id is None
    world = trader(shop)
    order = world.sold(DAY, external_no="2603050000000001")
    apply(shop, sample("zhanggui.invoices", "sample.xlsx"))
    assert shop.ask(one_invoice, made).order_id == order
