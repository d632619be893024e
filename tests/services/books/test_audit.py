"""The audit trail: every changed figure with its step, by page, who and days, on paper as on the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.entities import CLASSES
from services import clock
from services.books.audit import AREAS, AuditFilter, audit_page, audit_sources, figure_changes, is_figure
from services.books.audit_file import write_audit
from services.books.commands import EntryDraft, EntryLine, add_entry, change_entry, set_rate
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.shop import Shop
from services.stocktake.commands import Count, count, start
from services.stocktake.listing import rows_of
from services.stocktake.scope import Scope
from services.tax.invoices import InvoiceDraft, add_invoice, change_invoice, delete_invoices
from services.types import InvoiceKind, InvoiceSide, StocktakeScope

DAY = date(2026, 3, 10)


def _invoice(net: int) -> InvoiceDraft:
    return InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, "A-1", DAY, net)


def test_a_changed_figure_names_its_document_its_step_and_both_values(shop: Shop) -> None:
    made = shop.run(add_invoice, _invoice(100)).value
    shop.run(change_invoice, made, _invoice(250))
    (one,) = shop.ask(audit_page, AuditFilter()).changes
    assert (one.document, one.column, one.before, one.after, one.source) == ("A-1", "net_minor", 100, 250, "cli")
    assert "A-1" in str(one.what)


def test_a_row_without_a_name_is_known_by_what_it_belongs_to(shop: Shop) -> None:
    sku = shop.run(add_sku, SkuDraft("MUG", "Mug")).value
    taken = shop.run(start, Scope(StocktakeScope.ALL)).value
    (line,) = shop.ask(rows_of, taken, ("sku_id",))
    assert line["sku_id"] == sku
    shop.run(count, taken, [Count(line["id"], 4)])
    shop.run(count, taken, [Count(line["id"], 5)])
    found = shop.ask(audit_page, AuditFilter(area="inventory")).changes
    assert [(one.document, one.before, one.after) for one in found] == [("MUG", 4, 5), ("MUG", None, 4)]


def test_a_deleted_row_tells_what_its_figures_were(shop: Shop) -> None:
    made = shop.run(add_invoice, _invoice(100)).value
    shop.run(delete_invoices, [made])
    found = {one.column: (one.before, one.after, one.document) for one in shop.ask(audit_page, AuditFilter()).changes}
    assert found["net_minor"] == (100, None, "A-1")


def test_the_trail_is_filtered_by_page_who_and_days(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now()
    shop.run(set_rate, "USD", DAY, 7_000_000)
    shop.run(set_rate, "USD", DAY, 7_100_000, source="ui")
    monkeypatch.setattr(clock, "now", lambda: before + timedelta(days=40))
    shop.run(set_rate, "USD", DAY, 7_200_000)
    assert [one.after for one in shop.ask(audit_page, AuditFilter()).changes] == [7_200_000, 7_100_000]
    assert [one.after for one in shop.ask(audit_page, AuditFilter(source="ui")).changes] == [7_100_000]
    assert shop.ask(audit_page, AuditFilter(area="orders")).changes == ()
    assert len(shop.ask(audit_page, AuditFilter(area="finance")).changes) == 2
    first = (before + timedelta(days=10)).date()
    assert [one.after for one in shop.ask(audit_page, AuditFilter(first=first)).changes] == [7_200_000]
    assert [one.after for one in shop.ask(audit_page, AuditFilter(last=first)).changes] == [7_100_000]
    assert shop.ask(audit_sources) == ("cli", "ui")


def test_pages_follow_one_another_without_a_gap(shop: Shop) -> None:
    for number in range(8):
        shop.run(set_rate, "USD", DAY, 7_000_000 + number)
    seen: list[int | None] = []
    before: int | None = None
    for _page in range(4):
        page = shop.ask(audit_page, AuditFilter(), 2, before)
        seen += [one.after for one in page.changes]
        before = page.before_id
    assert seen == [7_000_000 + number for number in range(7, 0, -1)]
    assert before is None


def test_the_workbook_has_what_the_list_has_the_oldest_first(shop: Shop, tmp_path: Path) -> None:
    made = shop.run(add_invoice, _invoice(100)).value
    shop.run(change_invoice, made, _invoice(250))
    shop.run(change_invoice, made, _invoice(300))
    out = tmp_path / "audit.xlsx"
    assert shop.ask(write_audit, out, AuditFilter(area="finance")) == 2
    rows = list(load_workbook(out).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[4], row[6], row[7]) for row in rows] == [("A-1", 1, 2.5), ("A-1", 2.5, 3)]
    assert len(list(shop.ask(lambda c: list(figure_changes(c, None, None))))) == 2


def test_an_entry_that_is_written_anew_shows_its_old_lines(shop: Shop) -> None:
    def entry(amount: int) -> EntryDraft:
        return EntryDraft(DAY, "Rent", (EntryLine("rent", amount), EntryLine("loans", -amount)))

    made = shop.run(add_entry, entry(100)).value
    shop.run(change_entry, made, entry(150))
    changes = shop.ask(audit_page, AuditFilter()).changes
    assert {(one.before, one.after) for one in changes} == {(100, None), (-100, None)}
    assert all(datetime(2000, 1, 1, tzinfo=UTC) < one.at for one in changes)


def test_every_row_with_a_figure_stands_on_one_page() -> None:
    shown = [entity for _label, entities in AREAS.values() for entity in entities]
    assert len(shown) == len(set(shown))
    with_figures = {
        entity for entity, mapped in CLASSES.items() if any(is_figure(column.key) for column in mapped.table().c)
    }
    assert with_figures - set(shown) == set()
