"""The first minute: language, demo or own shop, done; and what happens when a shop does not open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QWidget

from services import i18n, paths
from services.set_up import demo_folder
from tests.ui.app.conftest import Program, make_shop
from ui.dialogs.dialog import Dialog
from ui.dialogs.own_shop_form import OwnShopForm


def press(program: Program, where: QWidget, name: str) -> None:
    button = where.findChild(QAbstractButton, name)
    assert button is not None, name
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel) if label.isVisible())


def test_the_first_start_asks_for_the_language_and_speaks_it_at_once(program: Program) -> None:
    page = program.first_run()
    assert page.step() == "language"
    press(program, page, "language.zh_CN")
    assert page.step() == "choice"
    assert (i18n.language(), program.preferences.language) == ("zh_CN", "zh_CN")
    press(program, page, "choice.language")
    press(program, page, "language.en")
    assert "How do you want to begin?" in said(page)


def test_enter_alone_goes_on_with_the_computers_language_and_the_first_choice_has_the_keyboard(
    program: Program,
) -> None:
    page = program.first_run()
    program.until(lambda: _has_keyboard(page, "language.en"))
    program.bot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert page.step() == "choice"
    program.until(lambda: _has_keyboard(page, "choice.demo"))
    program.bot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    assert _has_keyboard(page, "choice.own")
    program.bot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    form = page.findChild(OwnShopForm)
    assert form is not None
    program.until(lambda: form.name.hasFocus())


def _has_keyboard(page: QWidget, name: str) -> bool:
    focused = page.focusWidget()
    return focused is not None and focused.hasFocus() and focused.objectName() == name


def test_the_folder_is_chosen_from_where_the_field_points(program: Program, tmp_path: Path) -> None:
    page = program.first_run()
    page.begin_own()
    form = page.findChild(OwnShopForm)
    assert form is not None
    form.folder.setText(str(tmp_path / "not" / "there yet"))
    choose = next(one for one in form.findChildren(QAbstractButton) if one.accessibleName() == "Choose the folder…")
    choose.click()
    asked = form.findChild(QFileDialog)
    assert asked is not None
    assert Path(asked.directory().absolutePath()) == tmp_path
    asked.reject()


def test_an_own_shop_is_made_from_name_folder_currency_and_zone(program: Program, tmp_path: Path) -> None:
    page = program.first_run()
    press(program, page, "language.en")
    press(program, page, "choice.own")
    form = page.findChild(OwnShopForm)
    assert form is not None
    form.folder.setText(str(tmp_path))
    program.bot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    assert "must not be empty" in said(page)
    program.bot.keyClicks(form.name, "Lin's candles")
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.bot.keyClick(form.name, Qt.Key.Key_Return)
    made = heard.args[0]
    program.quiet(made)
    assert (tmp_path / "Lin's candles.shop").is_file()
    assert (made.facts.name, made.facts.currency, made.facts.is_demo) == ("Lin's candles", "CNY", False)
    assert made.window.windowTitle().startswith("Lin's candles")
    assert program.session.first_page.window is None
    program.until(lambda: "Your shop is ready" in said(made.window))


def test_a_name_that_is_taken_is_refused_and_the_file_stays(program: Program, tmp_path: Path) -> None:
    taken = make_shop(tmp_path / "mine.shop")
    before = taken.read_bytes()
    page = program.first_run()
    page.begin_own()
    form = page.findChild(OwnShopForm)
    assert form is not None
    form.folder.setText(str(tmp_path))
    form.name.setText("mine")
    program.bot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    assert "exists already" in said(page)
    assert taken.read_bytes() == before


def test_a_shop_whose_name_was_wanted_again_is_still_one_opened_before(program: Program, tmp_path: Path) -> None:
    taken = make_shop(tmp_path / "mine.shop")
    page = program.first_run()
    program.preferences.remember_shop(taken)
    program.session.new_shop(taken, "mine", "CNY", "Asia/Shanghai")
    program.until(lambda: "exists already" in said(page))
    page.begin_choice()
    assert program.preferences.recent_shops() == [taken]
    assert page.findChild(QAbstractButton, "recent.mine.shop") is not None


def test_a_name_too_long_for_a_file_is_refused_where_it_is_typed(program: Program, tmp_path: Path) -> None:
    page = program.first_run()
    page.begin_own()
    form = page.findChild(OwnShopForm)
    assert form is not None
    form.folder.setText(str(tmp_path))
    form.name.setText("candles " * 40)
    program.bot.mouseClick(form.create_button, Qt.MouseButton.LeftButton)
    assert "too long" in said(page)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_is_built_by_the_real_import_and_removed_with_one_click(program: Program) -> None:
    page = program.first_run()
    press(program, page, "language.en")
    with program.bot.waitSignal(program.session.opened, timeout=60_000) as heard:
        press(program, page, "choice.demo")
    made = program.active(heard.args[0])
    assert made.facts.is_demo
    assert "demo shop" in said(made.window)
    program.until(lambda: made.window.sidebar.button("orders").count() > 0)
    made.window.registry.trigger("shop.remove_demo")
    card = next(one for one in made.window.findChildren(Dialog) if one.isVisible())
    with program.bot.waitSignal(program.session.first_page.shown, timeout=15_000):
        card.accept()
    assert not demo_folder().exists()
    assert program.preferences.recent_shops() == []
    assert program.session.first_page.window is not None
    assert program.session.first_page.window.step() == "choice"


def test_an_own_shop_beside_the_demo_keeps_its_own_file(program: Program, tmp_path: Path) -> None:
    own = make_shop(tmp_path / "own.shop")
    made = program.open(own)
    assert not made.window.registry.spec("shop.remove_demo").can_run()
    assert paths.data_dir() not in own.parents


def test_a_missing_shop_is_named_and_the_choices_are_offered(program: Program, tmp_path: Path) -> None:
    gone = make_shop(tmp_path / "usb.shop")
    program.preferences.remember_shop(gone)
    gone.unlink()
    page = program.first_run()
    program.until(lambda: "usb.shop is not there" in said(page) and "connect it" in said(page))
    assert page.step() == "choice"


def test_a_damaged_shop_is_named_and_left_as_it_is(program: Program, tmp_path: Path) -> None:
    broken = make_shop(tmp_path / "broken.shop")
    content = bytearray(broken.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    broken.write_bytes(content)
    page = program.first_run(broken)
    program.until(lambda: "is damaged" in said(page))
    assert broken.read_bytes() == bytes(content)


def test_a_shop_of_a_newer_version_says_so(program: Program, tmp_path: Path) -> None:
    newer = make_shop(tmp_path / "newer.shop")
    content = bytearray(newer.read_bytes())
    content[60:64] = (9_999).to_bytes(4, "big")
    newer.write_bytes(content)
    page = program.first_run(newer)
    program.until(lambda: "newer version" in said(page))


def test_what_is_no_shop_is_refused_by_name(program: Program, tmp_path: Path) -> None:
    other = tmp_path / "notes.shop"
    other.write_text("these are notes", encoding="utf-8")
    page = program.first_run(other)
    cards = [one for one in page.findChildren(Dialog) if one.isVisible()]
    assert any("not a shop file" in said(card) for card in cards)
    for card in cards:
        card.reject()


def test_a_recent_shop_is_opened_with_one_click(program: Program, tmp_path: Path) -> None:
    known = make_shop(tmp_path / "known.shop")
    program.preferences.remember_shop(known)
    program.preferences.remember_shop(tmp_path / "lost.shop")
    page = program.first_run()
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        press(program, page, "recent.known.shop")
    assert heard.args[0].link.shop.path == known
