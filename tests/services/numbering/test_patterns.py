"""How numbers are written: what a pattern may be, and what is said of one that may not."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Invalid
from services.numbering.kinds import DEFAULTS, NumberKind
from services.numbering.pattern import LONGEST, Pattern, read_pattern

DAY = date(2026, 11, 3)
DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))
TYPED = st.builds(
    "{}{}{}{{{}}}".format,
    st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,3}", fullmatch=True),
    st.sampled_from(["", "{yy}", "{yyyy}-", "{yymm}", "{yy}{mm}", "{yyyymm}.", "{yymmdd}", "{yyyymmdd}-", "{YYMMDD}"]),
    st.sampled_from(["", "-", "_", "N"]),
    st.text("0", min_size=1, max_size=6),
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("PO{yymmdd}-{00}", "PO261103-07"),
        ("PO-{yymm}-{0000}", "PO-2611-0007"),
        ("B{yyyy}.{mm}.{dd}_{0}", "B2026.11.03_7"),
        ("K{00000}", "K00007"),
        ("po-{YYYY}{MM}-{000}", "po-202611-007"),
        ("ＰＯ｛ｙｙ｝－{00}", "PO26-07"),
        ("  PO{00} ", "PO07"),
    ],
)
def test_a_pattern_makes_numbers(typed: str, number: str) -> None:
    assert read_pattern(typed).number(DAY, 7) == number


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "a counter such as {0000} stands at its end"),
        ("PO{yymmdd}", "a counter such as {0000} stands at its end"),
        ("PO{0000}{yymm}", "a counter such as {0000} stands at its end"),
        ("PO{week}-{00}", "“{week}” stands for no part of the day; there are {yyyy} {yy} {mm} {dd}"),
        ("PO{}{00}", "“{}” stands for no part of the day"),
        ("PO{dd}-{00}", "a day follows its month"),
        ("PO{mm}-{00}", "a month its year"),
        ("PO{yy}{dd}-{00}", "a day follows its month"),
        ("PO{mm}{yy}-{00}", "each of them once"),
        ("PO{yy}{yy}-{00}", "each of them once"),
        ("PO/{00}", "“/” fits into no barcode or file name"),
        ("采购{00}", "“采” fits into no barcode"),
        ("PO {00}", "“ ” fits into no barcode"),
        ("PO{yy{00}", "“{” fits into no barcode"),
        ("{yymmdd}-{00}", "it begins with a letter"),
        ("-{00}", "it begins with a letter"),
        ("PURCHASES-{yyyymmdd}-{0000}", "its numbers have 23 characters; 20 fit on a label"),
        ("P{00000000000000000000}", "its numbers have 21 characters"),
    ],
)
def test_a_bad_pattern_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_pattern(typed)
    assert said in str(refused.value.params["reason"])


@pytest.mark.parametrize("character", list("/\\:*?\"<>|[]'=+ \t\n\0"))
def test_what_spreadsheets_files_and_barcodes_cannot_hold_is_refused(character: str) -> None:
    with pytest.raises(Invalid):
        read_pattern(f"P{character}{{00}}")


@given(TYPED, DAYS, st.integers(1, 99_999))
def test_numbers_are_short_enough_sorted_and_can_be_read_again(typed: str, day: date, counter: int) -> None:
    pattern = read_pattern(typed)
    number, after = pattern.number(day, counter), pattern.number(day, counter + 1)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", number)
    assert len(pattern.number(day, 0)) <= LONGEST
    assert (len(number), number) < (len(after), after)
    assert int(number.removeprefix(pattern.prefix(day))) == counter
    assert pattern.prefix(day) <= pattern.prefix(day + timedelta(days=40))


@given(st.text(alphabet="PO-{}ymd0采/ ＰＯ｛", max_size=16) | TYPED)
def test_whatever_is_typed_is_a_pattern_or_is_refused(typed: str) -> None:
    try:
        pattern = read_pattern(typed)
    except Invalid:
        return
    assert read_pattern(str(pattern)) == pattern


@pytest.mark.parametrize("kind", NumberKind)
def test_the_programs_own_patterns_are_written_as_they_are_read(kind: NumberKind) -> None:
    assert read_pattern(str(DEFAULTS[kind])) == DEFAULTS[kind]
    assert DEFAULTS[kind] != Pattern("", 0)
