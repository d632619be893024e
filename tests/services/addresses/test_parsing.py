"""What people paste becomes a recipient; the cases were written by hand and their results read by a person.

A line break in a case is written ⏎. All names are invented.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.addresses.divisions import table
from services.addresses.parsing import parse_recipient
from services.messages import render

CASES = Path(__file__).parents[2] / "data" / "addresses" / "recipients.tsv"
PARTS = ("name", "phone", "landline", "province", "city", "district", "address", "zip")


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 200


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"][:24])
def test_a_pasted_text_is_read(case: dict[str, str]) -> None:
    text = case["text"].replace("⏎", "\n")
    found = parse_recipient(text)
    assert {part: getattr(found, part) for part in PARTS} == {part: case[part] for part in PARTS}
    assert found.confidence == int(case["confidence"])
    assert found.original == text


def test_what_is_uncertain_is_named() -> None:
    found = parse_recipient("138****1234 测试路1号")
    said = [render(doubt) for doubt in found.doubts]
    assert "no province, city or district was recognised" in said
    assert "the phone number is masked" in said
    assert "no name was found" in said
    assert found.confidence < 30


def test_a_district_is_always_one_of_its_city() -> None:
    places = table()
    for case in cases():
        if case["district"]:
            assert case["district"] in places[case["province"]][case["city"]], case


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=120) | st.text(alphabet="张三广东省深圳市南区路号室收1380-,，:：[]()（）【】 \n*·", max_size=80)
)
def test_no_text_is_too_odd_and_none_is_lost(text: str) -> None:
    found = parse_recipient(text)
    assert found.original == text
    assert 0 <= found.confidence <= 100
    if found.city:
        assert found.city in table()[found.province]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_place_of_the_table_is_found_in_full(data: st.DataObject) -> None:
    province = data.draw(st.sampled_from(sorted(table())))
    city = data.draw(st.sampled_from(sorted(table()[province])))
    district = data.draw(st.sampled_from(sorted(table()[province][city]) or [""]))
    written = f"{province}{city if city != province else ''}{district}"
    found = parse_recipient(f"王小明 13800138000 {written}幸福里8号")
    assert (found.province, found.city) == (province, city)
    assert found.district == district
    assert found.address == "幸福里8号"
