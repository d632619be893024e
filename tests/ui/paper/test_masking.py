"""What a parcel's paper hides about its receiver, and the order things are fetched in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fulfilment import papers


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("广东省深圳市南山区粤海街道科技园1栋1001", "广东省深圳市南山区****"),
        ("浙江省 杭州市 西湖区 文三路 1 号 云栖小区 5 幢", "浙江省杭州市西湖区****"),
        ("上海 上海市 浦东新区 张江镇", "上海市浦东新区****"),
        ("福建省福州市鼓楼区东街", "福建省福州市鼓楼区****"),
        ("浙江省台州市路桥区路南街道", "浙江省台州市路桥区****"),
        ("江苏省苏州市昆山市玉山镇", "江苏省苏州市昆山市****"),
        ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路", "新疆维吾尔自治区伊犁哈萨克自治州伊宁市****"),
        ("内蒙古自治区锡林郭勒盟锡林浩特市", "内蒙古自治区锡林郭勒盟锡林浩特市****"),
        ("云南省临沧市双江拉祜族佤族布朗族傣族自治县", "云南省临沧市双江拉祜族佤族布朗族傣族自治县****"),
        ("香港特别行政区九龙区弥敦道", "香港特别行政区九龙区****"),
        ("浙江省杭州市文三路阳光小区5栋", "浙江省杭州市****"),
        ("广东省东莞市长安镇锦厦路", "广东省东莞市****"),
        ("张三 广东省深圳市南山区科技园", "广东省深圳市南山区****"),
        ("阳光小区3栋", "****"),
        ("1600 Amphitheatre Pkwy, Mountain View, CA 94043", "****"),
        ("  ", ""),
    ],
)
def test_an_address_shows_its_region_and_nothing_below(address: str, shown: str) -> None:
    assert papers.mask_address(address) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345634", "138******34"),
        ("138 1234 5634", "138******34"),
        ("１３８１２３４５６３４", "138******34"),
        ("138****5634", "138******34"),
        ("0755-12345678", "075*******78"),
        ("+8801712345678", "+880********78"),
        ("12345678", "******78"),
        ("12345", "*****"),
        ("客服", "****"),
        ("", ""),
    ],
)
def test_a_phone_number_hides_its_middle(phone: str, shown: str) -> None:
    assert papers.mask_phone(phone) == shown


@given(st.text(alphabet="0123456789+- ", max_size=24))
def test_no_phone_number_ever_shows_more_than_five_digits_or_hides_less_than_six(phone: str) -> None:
    digits = sum(ch.isdigit() for ch in phone)
    shown = sum(ch.isdigit() for ch in papers.mask_phone(phone))
    assert shown <= min(5, max(0, digits - 6))


def test_a_name_shows_its_first_character() -> None:
    assert papers.mask_name("欧阳修") == "欧***"
    assert papers.mask_name("𠮷田") == "𠮷***"
    assert papers.mask_name(" Jane Doe") == "J***"
    assert papers.mask_name("") == ""


def _line(code: str, shelf: str) -> papers.PickLine:
    return papers.PickLine(code, "", "", shelf, 1, 1)


def test_picking_follows_the_shelves_as_people_number_them() -> None:
    lines = [_line("X", ""), _line("C-10", "A-10"), _line("B", "A-2"), _line("C-9", "A-10"), _line("D", "B1")]
    assert [line.code for line in papers.sort_for_picking(lines)] == ["B", "C-9", "C-10", "D", "X"]


def test_shelves_of_every_script_can_be_compared() -> None:
    lines = [_line("1", "货架3"), _line("2", "3"), _line("3", "²"), _line("4", "3a"), _line("5", "货架２")]
    assert len(papers.sort_for_picking(lines)) == 5
