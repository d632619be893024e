"""Nothing that "Check my data" can find is left without the button that puts it right, or words for what to do."""

from __future__ import annotations

import pytest

from services import integrity
from services.aftersales.verification import RULES as CASE_RULES
from services.integrity import MISSING
from services.messages import render
from services.reconcile.integrity import MONEY_RULES
from services.registry import PROJECTIONS
from services.remedies import BY_CODE, STRUCTURE, Remedy, remedy_of, what_to_do
from tests.reliability.test_check_finds import codes_of

_OF_FILES = {MISSING, "files.changed", "files.unused", "files.unfinished"}
_RULES = {code for code, _sentence, _query in (*CASE_RULES, *MONEY_RULES)} | set(codes_of(integrity)) | _OF_FILES
_DERIVED = {f"projection.{one.name}" for one in PROJECTIONS}
_BUTTONS = {STRUCTURE: Remedy.RESCUE, MISSING: Remedy.FETCH} | dict.fromkeys(_DERIVED, Remedy.REBUILD)


def test_something_is_said_by_name_of_each_rule_and_of_no_other() -> None:
    assert BY_CODE.keys() == _RULES


@pytest.mark.parametrize("code", sorted(_RULES | _DERIVED | {"of.a.later.program"}))
def test_each_has_its_way(code: str) -> None:
    assert remedy_of(code) is _BUTTONS.get(code, Remedy.BY_HAND)
    assert render(what_to_do(code)).endswith(".")
