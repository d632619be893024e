"""The first steps on Today: they know by themselves what is done, lead there, and go away when told to."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from services.fulfilment.commands import log_print
from services.orders.commands import set_tracking
from services.set_up import create_shop
from services.types import PrintKind
from tests.ui.app.conftest import Program
from tests.ui.app.test_today import click, page_of, rows
from tests.ui.sure import there
from ui.pages.settings.section import SettingRow
from ui.pages.today.first_steps import FirstStepsCard, StepRow
from ui.pages.today.page import TodayPage
from ui.widgets.buttons import Button, IconButton
from ui.widgets.fields import CheckBox
from ui.widgets.text import Text
from ui.window.shop_window import ShopWindow


def empty_shop(path: Path) -> Path:
    create_shop(path, "Camellia", "CNY", "Asia/Shanghai", who="tests").close()
    return path


def card_of(program: Program, page: TodayPage) -> FirstStepsCard:
    program.until(lambda: bool(rows(page, FirstStepsCard)))
    return rows(page, FirstStepsCard)[0]


def done(page: TodayPage) -> set[str]:
    return {one.value for card in rows(page, FirstStepsCard) for one in card.done}


def step(program: Program, page: TodayPage, name: str) -> StepRow:
    wanted = f"first_steps.{name}"
    program.until(lambda: any(one.objectName() == wanted for one in rows(page, StepRow)))
    return next(one for one in rows(page, StepRow) if one.objectName() == wanted)


def shown(program: Program, tmp_path: Path) -> tuple[ShopWindow, TodayPage]:
    opened = program.open(empty_shop(tmp_path / "new.shop"))
    opened.window.navigate("today")
    program.quiet(opened)
    page = opened.window.page("today")
    assert isinstance(page, TodayPage)
    return opened, page


def test_a_new_shop_sees_all_steps_and_none_is_done(program: Program, tmp_path: Path) -> None:
    _opened, page = shown(program, tmp_path)
    card_of(program, page)
    program.until(lambda: len(rows(page, StepRow)) == 7)
    assert done(page) == set()


def test_a_step_leads_to_where_it_is_done(program: Program, tmp_path: Path) -> None:
    opened, page = shown(program, tmp_path)
    for name, where in (("import", "import"), ("link", "products"), ("backup", "settings")):
        click(program, step(program, page, name))
        program.until(partial(lambda where: opened.window.current_page() == where, where))
        opened.window.navigate("today")
        program.quiet(opened)


def test_a_step_is_done_by_the_shop_s_own_facts_and_undone_with_them(program: Program, opened: ShopWindow) -> None:
    page = page_of(program, opened)
    program.until(lambda: done(page) == {"import"})
    opened.link.run(set_tracking, [(1, "ZTO", "78900000000001")])
    program.until(lambda: done(page) == {"import", "track"})
    opened.link.undo()
    program.until(lambda: done(page) == {"import"})
    assert not rows(page, StepRow)
    opened.link.run(log_print, PrintKind.PACKING_LIST, [1], "a.pdf")
    program.until(lambda: done(page) == {"import", "print"})
    program.quiet(opened)
    button = there(card_of(program, page).findChild(Button, "first_steps.next"))
    assert button.text() == "Next: Say what the codes mean"
    click(program, button)
    program.until(lambda: opened.window.current_page() == "products")


def test_the_steps_unfold_and_fold_again(program: Program, opened: ShopWindow) -> None:
    page = page_of(program, opened)
    program.until(lambda: done(page) == {"import"})
    program.quiet(opened)
    click(program, there(page.findChild(Button, "first_steps.fold")))
    program.until(lambda: len(rows(page, StepRow)) == 7)
    program.quiet(opened)
    click(program, there(card_of(program, page).findChild(Button, "first_steps.fold")))
    program.until(lambda: not rows(page, StepRow))


def test_hidden_they_stay_away_until_settings_bring_them_back(program: Program, tmp_path: Path) -> None:
    opened, page = shown(program, tmp_path)
    card_of(program, page)
    click(program, there(page.findChild(IconButton, "first_steps.hide")))
    program.until(lambda: not rows(page, FirstStepsCard))
    opened.window.navigate("settings", section="shop")
    program.until(lambda: bool(switches(opened)))
    click(program, switches(opened)[0])
    opened.window.navigate("today")
    card_of(program, page)
    assert done(page) == set()


def switches(opened: ShopWindow) -> list[CheckBox]:
    page = opened.window.page("settings")
    assert page is not None
    found = [row for row in rows(page, SettingRow) if "First steps" in said(row)]
    return [one for row in found for one in row.findChildren(CheckBox)]


def said(row: SettingRow) -> list[str]:
    return [one.text() for one in row.findChildren(Text)]
