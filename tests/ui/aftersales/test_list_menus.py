"""Returned parcels, defective stock and reviews: what is done with several rows at once, and the menu of one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint

from services.aftersales import defective_list
from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import Inspection, inspect, set_waybill
from services.aftersales.opening import open_case
from services.aftersales.views import case_view
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft, add
from services.reviews import queries
from services.reviews.commands import ReviewDraft, add_review
from services.settings import MASK_SCREEN, change
from services.stock.commands import OpeningDraft, set_opening
from services.types import CaseKind, FollowState, OrderStatus, Platform
from tests.ui.imports.window import Desk


def section(desk: Desk, name: str, count: int, **wanted: Any) -> Any:
    """A section of the page, once its list has so many rows."""
    found = desk.page("after-sales").show_section(name, **wanted)
    desk.wait(lambda: found.table.model.summary is not None and found.table.model.summary.count == count)
    return found


def tick_all(desk: Desk, found: Any, words: str) -> None:
    """Tick every row; the bar says how many there are."""
    found.table.view.toggle_all()
    desk.wait(found.list_menu.bulk.isVisible)
    assert found.list_menu.bulk.label.text() == words


def menu_words(desk: Desk, found: Any) -> list[str]:
    """What the menu of the first row offers."""
    desk.wait(lambda: found.table.model.row_id(0) is not None)
    found.table.view.go_to(0)
    found.table.view.menu_requested.emit(QPoint(20, 20))
    desk.wait(lambda: found.list_menu.menu is not None)
    words = [action.text() for action in found.list_menu.menu.actions()]
    found.list_menu.menu.close()
    return words


def sold_mug(desk: Desk) -> int:
    """An order of a mug that was sent."""
    channel = desk.run(add_channel, "Camellia", Platform.TAOBAO).value
    mug = desk.run(add_sku, SkuDraft("MUG", "Mug", price_minor=2_900)).value
    desk.run(set_opening, [OpeningDraft(mug, 5, 5_000)])
    line = LineDraft("Mug", 2, code="MUG", price_minor=2_900, sku_id=mug)
    return int(desk.run(add, OrderDraft(channel, (line,), status=OrderStatus.SHIPPED)).value)


def test_ticked_parcels_are_received_together(desk: Desk) -> None:
    case = int(desk.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, sold_mug(desk))).value)
    desk.run(set_waybill, case, "YTO", "YT9876543210123")
    found = section(desk, "returns", 1)
    assert menu_words(desk, found) == ["Show", "Count on the desk", "The parcel is here", "Show the order"]
    tick_all(desk, found, "1 parcel chosen")
    found.list_menu.of_ticked("receive")
    desk.wait(lambda: desk.ask(case_view, case).case.received_at is not None)
    desk.wait(lambda: not found.list_menu.bulk.isVisible())
    desk.undo()
    assert desk.ask(case_view, case).case.received_at is None


def test_the_menu_of_a_parcel_opens_the_desk_with_it(desk: Desk) -> None:
    case = int(desk.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, sold_mug(desk))).value)
    desk.run(set_waybill, case, "YTO", "YT9876543210123")
    found = section(desk, "returns", 1)
    found.do_with("count", [case])
    desk.wait(lambda: found.desk is not None and found.desk.parcel is not None)
    assert found.desk.parcel.case_id == case


def test_ticked_products_are_repaired_or_written_off_together(desk: Desk) -> None:
    case = int(desk.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, sold_mug(desk))).value)
    line = desk.ask(case_view, case).lines[0].id
    desk.run(inspect, case, [Inspection(line, defective=2)])
    found = section(desk, "defective", 1)
    assert menu_words(desk, found)[:2] == ["Show", "Repaired…"]
    tick_all(desk, found, "1 product chosen")
    found.list_menu.of_ticked("write_off_all")
    desk.wait(lambda: found.dialog is not None and found.dialog.isVisible())
    found.dialog.submit()
    desk.wait(lambda: found.dialog.save.isEnabled())  # refused: a reason is needed
    found.dialog.note.setText("chipped")
    found.dialog.submit()
    desk.wait(lambda: desk.ask(defective_list.defective_counts)["lying"] == 0)


def test_buyers_of_ticked_reviews_are_contacted_and_names_are_masked(desk: Desk) -> None:
    channel = int(desk.run(add_channel, "Camellia", Platform.TAOBAO).value)
    ids = [int(desk.run(add_review, ReviewDraft(channel, 1, buyer="Annabel", title="Mug")).value) for _ in range(2)]
    found = section(desk, "reviews", 2, view="to_do")
    assert "Reply…" in menu_words(desk, found)
    found.show_review(ids[0])
    desk.wait(lambda: found.panel.isVisible() and found.panel.shown is not None)
    assert "A***" in found.panel.subtitle.text()
    assert "Annabel" not in found.panel.subtitle.text()
    more = found.panel.open_more()
    assert "Note an offer…" in [action.text() for action in more.actions()]
    more.close()
    tick_all(desk, found, "2 reviews chosen")
    found.list_menu.of_ticked("contacts")
    desk.wait(lambda: {desk.ask(queries.detail, one).follow for one in ids} == {FollowState.CONTACTED})
    desk.run(change, MASK_SCREEN.key, value=False)
    desk.wait(lambda: found.overview is not None and not found.overview.is_masked)
