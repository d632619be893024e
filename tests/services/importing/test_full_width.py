"""Digits, signs and letters typed with a Chinese keyboard mean what they show."""

from __future__ import annotations

import pytest

from services.importing.cells import CellProblem, grams, identifier, instant, integer, money, narrow, phone


def test_full_width_digits_are_digits_everywhere() -> None:
    assert integer("１２") == 12
    assert money(2, ".")("１９．９０") == 1990
    assert grams("５００ｇ") == 500
    assert identifier("２６０１１５００００") == "2601150000"
    assert phone("１３８００００００００") == "13800000000"
    assert instant("ymd", "Asia/Shanghai")("２０２６－０１－０２　０３：０４：０５") == 1767294245000


def test_an_id_a_spreadsheet_rounded_is_refused_in_any_width() -> None:
    with pytest.raises(CellProblem, match="id_as_float"):
        identifier("１．２３Ｅ＋１７")


@pytest.mark.parametrize("text", ["编号１", "é", "订单　１"])
def test_a_text_that_is_more_than_digits_stays_as_it_is(text: str) -> None:
    assert narrow(text) == text
    assert identifier(text) == text
