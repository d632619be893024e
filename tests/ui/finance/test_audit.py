"""Who changed which figure, in the window: an empty shop is led on, and choices that find nothing can be cleared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.finance.by_hand import MoneyDraft, add_money, change_money
from services.finance.commands import AccountDraft, add_account
from services.types import AccountKind, Flow
from tests.ui.imports.window import Desk


def _offered(section: Any) -> list[str]:
    return [] if section.stack.notice is None else [button.text() for button in section.stack.notice.buttons]


def test_a_shop_without_changes_leads_to_the_import(desk: Desk) -> None:
    section: Any = desk.page("finance").show_section("audit")
    desk.wait(lambda: _offered(section) == ["Import files"])
    section.stack.notice.buttons[0].click()
    desk.wait(lambda: (page := desk.window.page("import")) is not None and page.isVisible())


def test_choices_that_find_nothing_are_cleared_where_it_says_so(desk: Desk) -> None:
    desk.run(add_account, AccountDraft("Cash box", AccountKind.CASH, provider="cash"))
    rent = MoneyDraft(1, date(2026, 3, 1), Flow.OUT, 500_00, "Rent")
    added = desk.run(add_money, rent)
    desk.run(change_money, added.value, replace(rent, amount_minor=480_00))
    section: Any = desk.page("finance").show_section("audit")
    desk.wait(lambda: section.table.list.rowCount() > 0 and section.stack.notice is None)
    section.opened(area="orders")
    desk.wait(lambda: _offered(section) == ["Clear the filter"])
    section.stack.notice.buttons[0].click()
    desk.wait(lambda: section.table.list.rowCount() > 0 and section.stack.notice is None)
    assert section.tabs.current() == "every"
