"""A damaged shop whose backups are encrypted: one card at a time, however often the passphrase is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from services.backup import places
from tests.ready_keys import KEY, WORD
from tests.ui.app.conftest import Program
from tests.ui.app.test_rescue import damaged, orders, rescue, said
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import Overlay, open_overlay
from ui.start.first_run import FirstRun

WRONG = "wrong horse!"


def cards(page: FirstRun) -> list[Overlay]:
    return [one for one in page.findChildren(Overlay) if one.isVisible()]


def asked(program: Program, page: FirstRun, before: Overlay | None = None) -> Dialog:
    """The question for the passphrase, another one than `before`."""

    def is_new() -> bool:
        top = open_overlay(page)
        return isinstance(top, Dialog) and top is not before and "encrypted" in top.title.text()

    program.until(is_new)
    top = open_overlay(page)
    assert isinstance(top, Dialog)
    return top


def answer(dialog: Dialog, words: str) -> None:
    (field,) = dialog.findChildren(QLineEdit)
    field.setText(words)
    dialog.focus_chain()[-1].click()  # type: ignore[attr-defined]


def test_wrong_passphrases_ask_again_on_one_card_and_leaving_leads_back(program: Program, shop_file: Path) -> None:
    places.keep_key(shop_file, KEY)
    damaged(shop_file, backed_up=True)
    rescue(program, shop_file).restore.click()
    page = program.session.first_page.window
    assert page is not None
    question = asked(program, page)
    assert cards(page) == [question]
    for _try in range(2):
        answer(question, WRONG)
        question = asked(program, page, question)
        assert "does not open" in said(question)
        assert cards(page) == [question]
    question.reject()
    (card,) = cards(page)
    assert card.objectName() == "rescue"
    card.restore.click()  # type: ignore[attr-defined]
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        answer(asked(program, page), WORD)
    assert orders(program.active(heard.args[0])) == 3
