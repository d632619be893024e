"""Currency, zone and day of the open shop come from its link: no page asks for them, keeps them or takes the usual."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import Source, nodes, snippet, sources

_USUAL = {"CNY", "Asia/Shanghai"}
_MAY_NAME = {
    "ui/pages/growth/words.py": "the signs that may stand before an amount in rows of several currencies",
}
_MAY_RECKON_DAYS = {
    "ui/home.py": "where the day of the shop is reckoned",
    "ui/paper/preview.py": "a paper's own zone",
    "ui/pages/settings/terms_dialog.py": "a channel's own zone",
    "ui/pages/customers/dialogs.py": "the day of a talk that was noted",
}
_MAY_ASK = {
    "ui/dialogs/import_facts.py": "a query that runs on a reader thread",
    "ui/pages/settings/sections.py": "where the two are set",
}


def own_answers(source: Source) -> list[str]:
    """Where a file of the window names the usual currency or zone, or asks the settings for the shop's."""
    found = []
    for node in nodes(source):
        if isinstance(node, ast.Constant) and node.value in _USUAL and source.path not in _MAY_NAME:
            found.append(f"{source.path}:{node.lineno} {node.value}")
        if isinstance(node, ast.Attribute) and node.attr in ("ZONE", "CURRENCY") and source.path not in _MAY_ASK:
            name = ast.unparse(node)
            found += [f"{source.path}:{node.lineno} {name}"] if name.startswith("settings.") else []
    return found


def own_days(source: Source) -> list[str]:
    """Where a file of the window reckons the business day itself, or takes that of Greenwich for a file's name."""
    found = []
    for node in nodes(source):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "clock.business_day":
            found.append(f"{source.path}:{node.lineno} {ast.unparse(node)}")
        if isinstance(node, ast.FormattedValue) and ast.unparse(node.value) == "clock.now()" and _is_a_day(node):
            found.append(f"{source.path}:{node.lineno} {ast.unparse(node.value)}")
    return [] if source.path in _MAY_RECKON_DAYS else found


def _is_a_day(shown: ast.FormattedValue) -> bool:
    return shown.format_spec is not None and "%H" not in ast.unparse(shown.format_spec)


def _window() -> list[Source]:
    return [one for one in sources() if one.path.startswith("ui/") and not one.path.startswith("ui/cli/")]


def test_no_page_has_a_currency_or_zone_of_its_own() -> None:
    assert [line for source in _window() for line in own_answers(source)] == []


def test_the_day_of_the_shop_is_reckoned_in_one_place() -> None:
    assert [line for source in _window() for line in own_days(source)] == []


def own_todays(source: Source) -> list[str]:
    """Where a service asks the settings itself which day it is in the shop."""
    calls = (node for node in nodes(source) if isinstance(node, ast.Call))
    asked = "clock.business_day(clock.now(), settings.read("
    return [f"{source.path}:{call.lineno}" for call in calls if ast.unparse(call).startswith(asked)]


def test_services_ask_one_function_which_day_it_is_in_the_shop() -> None:
    written = "x = clock.business_day(clock.now(), settings.read(connection, settings.ZONE))"
    assert own_todays(snippet("services/a.py", written))
    assert [line for source in sources() for line in own_todays(source)] == []


@pytest.mark.parametrize("code", ["x = 'CNY'", "x = settings.ZONE.default", "link.ask(settings.read, settings.ZONE)"])
def test_an_own_answer_is_found(code: str) -> None:
    assert own_answers(snippet("ui/pages/a.py", code))


@pytest.mark.parametrize("code", ["x = clock.business_day(clock.now(), zone)", "x = f'a {clock.now():%Y-%m-%d}.xlsx'"])
def test_an_own_day_is_found(code: str) -> None:
    assert own_days(snippet("ui/pages/a.py", code))


@pytest.mark.parametrize("code", ["x = link.home.zone()", "x = f'{clock.now():%Y%m%d-%H%M}'", "x = clock.now()"])
def test_what_the_link_says_and_the_moment_itself_are_left_alone(code: str) -> None:
    assert own_answers(snippet("ui/a.py", code)) == own_days(snippet("ui/a.py", code)) == []
