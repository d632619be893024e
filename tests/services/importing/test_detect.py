"""Recognising a table by its header, wherever it stands."""

from __future__ import annotations

import json

import pytest

from services.importing.cells import fold
from services.importing.detect import detect, likely_header
from services.importing.formats import FormatBook, load_formats
from services.importing.spec import FieldSpec, FormatSpec, Source
from tests.services.importing.making import TAOBAO, order_row
from tests.shared_data import SHARED_DATA

BOOK = load_formats()


@pytest.mark.parametrize("above", [0, 1, 16, 24, 59])
def test_the_header_is_found_within_the_first_60_rows(above: int) -> None:
    rows = [["导出时间：2026-01-01"]] * above + [TAOBAO, order_row("1")]
    found = detect(rows, BOOK)
    assert (found.format_id, found.header_row) == ("taobao.orders", above + 1)


def test_a_header_below_row_60_is_not_looked_for() -> None:
    assert detect([["note"]] * 60 + [TAOBAO], BOOK).format_id is None


def test_padding_width_case_and_order_of_the_columns_do_not_matter() -> None:
    header = [f" {name} " for name in reversed(TAOBAO)]
    assert detect([header], BOOK).format_id == "taobao.orders"
    assert detect(
        [["NAME", "financial status", "Fulfillment Status", "Lineitem quantity", "Lineitem Name", "Lineitem price"]],
        BOOK,
    ).format_id == ("shopify.orders")


def test_the_choice_is_explained() -> None:
    found = detect([[*TAOBAO, "新出的一列"]], BOOK)
    said = " ".join(map(str, found.why))
    assert "订单编号" in said
    assert "新出的一列" in said
    assert 0.5 < found.confidence < 1


def test_what_comes_near_is_named_with_what_is_missing_and_new() -> None:
    found = detect([[name for name in TAOBAO if name != "总金额"] + ["应付总额"]], BOOK)
    assert found.format_id is None
    near = next(match for match in found.near if match.format_id == "taobao.orders")
    assert near.missing == ("总金额",)
    assert near.new == ("应付总额",)
    assert "总金额" in " ".join(map(str, found.why))


def test_an_order_list_with_tracking_numbers_is_not_taken_for_a_tracking_list() -> None:
    assert detect([TAOBAO], BOOK, only="zhanggui.tracking").format_id is None


def test_two_formats_that_fit_equally_well_are_none() -> None:
    def spec(name: str) -> FormatSpec:
        source = Source(("No", "Tracking"), "id")
        return FormatSpec(
            name,
            1,
            {},
            "tracking",
            "other",
            "UTC",
            "CNY",
            (("No",), ("Tracking",)),
            (FieldSpec("external_no", (source,)),),
        )

    found = detect([["No", "Tracking"]], FormatBook({"a.a": spec("a.a"), "b.b": spec("b.b")}))
    assert found.format_id is None
    assert {match.format_id for match in found.near} == {"a.a", "b.b"}


def test_the_likely_header_of_an_unknown_table_is_its_first_full_row_of_words() -> None:
    rows = [["Statement"], [], ["Date", "What", "Sum"], ["2026-01-01", "tea", "12.00"], ["2026-01-02", "ink", "3.00"]]
    assert likely_header(rows) == 3
    assert likely_header([["only"], ["one"]]) == 1
    assert likely_header([[], ["", ""]]) == 1


@pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason="the header lists (../shared/formats beside the repository) are not here"
)
def test_of_all_known_header_lists_each_format_claims_only_its_own() -> None:
    lists = json.loads((SHARED_DATA.parent / "formats" / "headers.json").read_text(encoding="utf-8"))
    claimed: dict[str, str] = {}
    for name, entry in lists.items():
        header = (
            entry if isinstance(entry, list) else next(value for value in entry.values() if isinstance(value, list))
        )
        found = detect([header], BOOK).format_id
        if found is not None:
            claimed[name] = found
    own = {
        "taobao_ExportOrderList_2017": "taobao.orders",
        "taobao_ExportOrderList_2018-09": "taobao.orders",
        "taobao_ExportOrderDetailList_2017": "taobao.order_lines",
        "tmall_item_list_newer": "taobao.order_lines",
        "shopify_orders_79": "shopify.orders",
        "amazon_ship_confirm_UPLOAD": "zhanggui.tracking",
    }
    assert {name: claimed.get(name) for name in own} == own
    # formats added later may claim more; none of the first six may take a stranger's
    first_six = {
        "taobao.orders",
        "taobao.order_lines",
        "shopify.orders",
        *(f"zhanggui.{kind}" for kind in ("orders", "products", "tracking")),
    }
    assert {name for name, format_id in claimed.items() if format_id in first_six} == set(own)
    assert fold("x") == "x"
