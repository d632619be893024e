"""Every way a cell may be cleaned or read, as tables of text and value."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.exporting.cells import plain
from services.importing import cells, vocabulary
from services.importing.cells import CellProblem, LongNumber
from services.importing.shapes import FieldType


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\t6917926768823643751", "6917926768823643751"),
        ("6917926768823643751\t", "6917926768823643751"),
        ('="2601150000000000101"', "2601150000000000101"),
        ('="a ""b"""', 'a "b"'),
        ("'186000", "186000"),
        ("'quoted'", "'quoted'"),
        ("`4200000925", "4200000925"),
        ("\u3000 x\xa0\ufeff", "x"),
        ("\t", ""),
        ("=1+1", "=1+1"),
        ("'=1+1", "=1+1"),
        ("cup;'=1+1", "cup;=1+1"),
        ("'=1\n'=2", "=1\n=2"),
        ("cup;''=1+1", "cup;'=1+1"),
        ("cup;'red', '-blue'", "cup;'red', '-blue'"),
    ],
)
def test_what_protects_an_id_from_excel_is_taken_off(text: str, value: str) -> None:
    assert plain(text) == value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("收入金额（+元）", "收入金额(+元)"),
        ("联系电话 ", "联系电话"),
        ("Order No.", "order no."),
        ("*订单号", "订单号"),
        ("买家已付款，等待", "买家已付款,等待"),
    ],
)
def test_headers_compare_without_width_case_and_padding(left: str, right: str) -> None:
    assert cells.fold(left) == cells.fold(right)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0),
        ("0.58", 58),
        ("58.5", 5850),
        ("-45", -4500),
        ("1,234.00", 123400),
        ("¥28.16", 2816),
        ("￥28.16", 2816),
        ("0.00元", 0),
        ("12元", 1200),
        ("-$45.00", -4500),
        ("$-45.00", -4500),
        ("($5.00)", -500),
        ("CNY13.50", 1350),
        ("CNY 13.50", 1350),
        ("+10000.00", 1000000),
        ("168.9900", 16899),
        ("US$5", 500),
        ("-0.05", -5),
        ("1 234.50", 123450),
    ],
)
def test_money_is_read_exactly(text: str, minor: int) -> None:
    assert cells.money(2, ".")(text) == minor


@pytest.mark.parametrize(
    "text",
    [
        "99元×2",
        "1,23",
        "12,34.00",
        "12.345",
        "abc",
        "1.2.3",
        "131.77(已退款89.84)",
        "#N/A",
        "1e3",
        "٣",
        "--5",
        "",
        "5-",
    ],
)
def test_what_is_not_money_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(CellProblem) as caught:
        cells.money(2, ".")(text)
    assert caught.value.code == "not_money"


def test_decimal_comma_and_currencies_with_other_decimals() -> None:
    assert cells.money(2, ",")("1.234,56") == 123456
    assert cells.money(2, ",")("12,00") == 1200
    assert cells.money(0, ".")("1500") == 1500
    assert cells.money(0, ".")("1500.00") == 1500
    assert cells.money(3, ".")("1.25") == 1250
    with pytest.raises(CellProblem):
        cells.money(0, ".")("1500.50")


def test_joined_amounts_are_added_up() -> None:
    assert cells.money_sum(2, ".")("21.29|0.00||1.99") == 2328
    assert cells.money_sum(2, ".")("-$7.00|-$0.54") == -754
    with pytest.raises(CellProblem):
        cells.money_sum(2, ".")("1.00|soon")


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 2, 3]))
def test_any_amount_written_plainly_comes_back(minor: int, digits: int) -> None:
    sign, whole = ("-" if minor < 0 else ""), abs(minor)
    text = f"{sign}{whole // 10**digits}" + (f".{whole % 10**digits:0{digits}d}" if digits else "")
    assert cells.money(digits, ".")(text) == minor


@pytest.mark.exhaustive
@given(st.text())
def test_no_text_makes_a_reader_fail_in_an_unforeseen_way(text: str) -> None:
    readers = [cells.money(2, "."), cells.integer, cells.grams, cells.identifier, cells.currency, cells.cn_address]
    readers += [cells.instant(order, "Asia/Shanghai") for order in ("ymd", "mdy", "dmy")]
    for read in readers:
        with contextlib.suppress(CellProblem):
            read(plain(text))


@pytest.mark.parametrize(
    ("text", "value"), [("2", 2), ("2.0", 2), ("1,200", 1200), ("-3", -3), ("007", 7), ("2件", 2), ("12 pcs", 12)]
)
def test_whole_numbers(text: str, value: int) -> None:
    assert cells.integer(text) == value


@pytest.mark.parametrize("text", ["2.5", "two", "2箱", "1e2", "²", "99999999999999"])
def test_what_is_not_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        cells.integer(text)


@pytest.mark.parametrize(
    ("text", "value"), [("500", 500), ("0.5kg", 500), ("350 g", 350), ("1.250KG", 1250), ("20.0", 20)]
)
def test_weights_are_grams(text: str, value: int) -> None:
    assert cells.grams(text) == value


@pytest.mark.parametrize(
    ("order", "text", "moment"),
    [
        ("ymd", "2017/5/30 23:18", "2017-05-30T15:18:00+00:00"),
        ("ymd", "2017-05-30 23:18:05", "2017-05-30T15:18:05+00:00"),
        ("ymd", "2025/12/03  14:06:51", "2025-12-03T06:06:51+00:00"),
        ("ymd", "2026-01-24 17:34:28 +0500", "2026-01-24T12:34:28+00:00"),
        ("ymd", "2026-01-24T17:34:28Z", "2026-01-24T17:34:28+00:00"),
        ("ymd", "2026-01-24T17:34:28.123-07:00", "2026-01-25T00:34:28+00:00"),
        ("ymd", "2017年5月30日 23:18", "2017-05-30T15:18:00+00:00"),
        ("ymd", "2017年5月30日23时18分05秒", "2017-05-30T15:18:05+00:00"),
        ("ymd", "2017年5月30日", "2017-05-29T16:00:00+00:00"),
        ("ymd", "20230212", "2023-02-11T16:00:00+00:00"),
        ("ymd", "2024-02-29", "2024-02-28T16:00:00+00:00"),
        ("mdy", "12/31/2023", "2023-12-30T16:00:00+00:00"),
        ("mdy", "08/14/25", "2025-08-13T16:00:00+00:00"),
        ("dmy", "31/12/2023", "2023-12-30T16:00:00+00:00"),
    ],
)
def test_dates_and_times_become_instants(order: str, text: str, moment: str) -> None:
    milliseconds = cells.instant(order, "Asia/Shanghai")(text)
    assert datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat() == moment


@pytest.mark.parametrize(
    "text", ["2017-13-01", "2023-02-29", "12/29", "0000-00-00 00:00:00", "42885.97", "soon", "2017-05/30", "25:00"]
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(CellProblem) as caught:
        cells.instant("ymd", "Asia/Shanghai")(text)
    assert caught.value.code == "not_date"


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.23E+17", "id_as_float"), ("2.78e+11", "id_as_float"), (LongNumber("6917926768823643648"), "id_as_number")],
)
def test_an_id_a_spreadsheet_has_rounded_is_refused(text: str, code: str) -> None:
    with pytest.raises(CellProblem) as caught:
        cells.identifier(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["5E10", "21407300627014900", "260517-607198974342268", "#1001", "SF1E5"])
def test_an_intact_id_is_kept_as_it_is(text: str) -> None:
    assert cells.identifier(text) == text


def test_an_address_is_split_only_where_it_is_certain() -> None:
    whole = "重庆 重庆市 酉阳土家族苗族自治县 示例街道1号(409800)"
    assert cells.cn_address(whole) == {
        "address": whole,
        "zip": "409800",
        "province": "重庆",
        "city": "重庆市",
        "district": "酉阳土家族苗族自治县",
    }
    assert cells.cn_address("示例岛 示例路5号 三楼 右") == {"address": "示例岛 示例路5号 三楼 右"}
    assert "zip" not in cells.cn_address("四川省 成都市 金牛区 示例路(000000)")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("strip", " a ", "a"),
        ("unquote_excel", "'1", "1"),
        ("no_prefix", "No:333", "333"),
        ("no_prefix", "333", "333"),
        ("one_line", "a\n b", "a b"),
        ("phone", "13800000001.0", "13800000001"),
        ("phone", "+86 13800000001", "13800000001"),
        ("phone", "8613800000001", "13800000001"),
        ("phone", "0755-80000006", "0755-80000006"),
        ("present", "2026-01-01", "present"),
        ("present", "", ""),
        ("upper", "cny", "CNY"),
        ("date_in_number", "260517-607198974342268", "2026-05-17"),
        ("date_in_number", "261317-607198974342268", ""),
        ("date_in_number", "2601150000000000101", ""),
        ("first_if_both", "12.50|2026-05-17 10:00:00", "12.50"),
        ("first_if_both", "12.50|", ""),
        ("first_if_both", "|2026-05-17 10:00:00", ""),
        ("once_paid", "12.50|12.50", ""),
        ("once_paid", "12.50|0.00", "12.50|0.00"),
        ("once_paid", "12.50|", "12.50|"),
        ("unless_unpaid", "12.50|processing", "12.50"),
        ("unless_unpaid", "12.50|on-hold", ""),
        ("unless_unpaid", "12.50|", ""),
        ("one_item", "6917926768823643751|2", "2"),
        ("one_item", "|2", "2"),
        ("before_courier", "SF123-顺丰速运", "SF123"),
        ("before_courier", "JDVA001-1-1-京东快递", "JDVA001-1-1"),
        ("before_courier", "SF1-顺丰速运;YT2-圆通速递", "SF1; YT2"),
        ("before_courier", "773300000000101", "773300000000101"),
        ("after_tracking", "SF123-顺丰速运", "顺丰速运"),
        ("after_tracking", "SF1-顺丰速运;SF2-顺丰速运;YT2-圆通速递", "顺丰速运; 圆通速递"),
        ("after_tracking", "773300000000101", ""),
        ("month_first", "Jul-21-25", "07/21/25"),
        ("month_first", "Sep-30-26 23:45:00", "09/30/26 23:45:00"),
        ("month_first", "Foo-21-25", "Foo-21-25"),
        ("zoned_time", "Eastern Time (US & Canada)|2026-05-30|13:03:14", "2026-05-30 13:03:14-04:00"),
        ("zoned_time", "Eastern Time (US & Canada)|2026-01-30|13:03:14", "2026-01-30 13:03:14-05:00"),
        ("zoned_time", "London|soon|13:03", "soon 13:03"),
        ("unencrypted", "示例街道 ##密文", "示例街道"),
        ("unencrypted", "$$密文", ""),
        ("unsigned", "-$1.50", "$1.50"),
        ("unsigned", "$1.50", "$1.50"),
        ("item_name", "name:Mug; blue|sku:MUG-1|quantity:2|total:18.00", "Mug; blue"),
        ("item_sku", "name:Mug|sku:MUG-1|quantity:2|total:18.00", "MUG-1"),
        ("item_total", "name:Mug|sku:MUG-1|quantity:2|total:18.00", "18.00"),
        ("item_quantity", "name:Mug|quantity:2", "2"),
        ("item_name", "name:Mug|quantity:2;name:Cup|quantity:1", ""),
        ("item_sku", "name:Mug|quantity:2", ""),
    ],
)
def test_cleaners(name: str, text: str, value: str) -> None:
    assert vocabulary.CLEANERS[name](text) == value


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("one_item", "6917926768823643751;6917926768823643752|5", "several_items"),
        ("item_quantity", "name:Mug|quantity:2;name:Cup|quantity:1", "several_items"),
        ("zoned_time", "Atlantis|2026-05-30|13:03:14", "unknown_zone"),
    ],
)
def test_a_cleaner_refuses_what_it_would_have_to_guess(name: str, text: str, code: str) -> None:
    with pytest.raises(CellProblem) as caught:
        vocabulary.CLEANERS[name](text)
    assert caught.value.code == code


@given(st.text())
def test_no_text_makes_a_cleaner_fail_in_an_unforeseen_way(text: str) -> None:
    for clean in vocabulary.CLEANERS.values():
        with contextlib.suppress(CellProblem):
            clean(text)


def test_every_field_type_has_a_parser_that_fits_it() -> None:
    for kind, parser in vocabulary.DEFAULT_PARSER.items():
        assert kind in vocabulary.PARSERS[parser]
    assert set(vocabulary.DEFAULT_PARSER) == set(FieldType)
