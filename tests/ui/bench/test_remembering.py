"""What was chosen in the preview of packing lists is in the shop after it is closed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from services.fulfilment.paper_fields import packing_choices
from services.fulfilment.queries import packing_lists, ready_ids
from tests.ui.bench.conftest import Packer
from ui.paper.preview import PreviewPage
from ui.paper.remembering import remember
from ui.paper.size import PaperSize


def _preview(packer: Packer, bot: QtBot) -> PreviewPage:
    lists = packer.stored(packing_lists, packer.stored(ready_ids))
    kept = packer.stored(packing_choices)
    page = PreviewPage(lists, PaperSize.LABEL_76X130, kept.options_for("76x130"), remembered=kept)
    bot.addWidget(page)
    return page


def test_what_was_switched_is_kept_and_nothing_is_written_for_nothing(
    packer: Packer, qtbot: QtBot, tmp_path: Path
) -> None:
    page = _preview(packer, qtbot)
    remember(packer.made.link, packer.window, page)
    packer.quiet()
    assert packer.stored(packing_choices).by_paper == {}
    assert page.fields is not None
    logo = QImage(30, 30, QImage.Format.Format_RGB32)
    logo.fill(0)
    assert logo.save(str(tmp_path / "logo.png"))
    page.fields.choose(prices=True)
    page.fields.thank_you.setPlainText("谢谢惠顾")
    page.fields.use_logo(tmp_path / "logo.png")
    remember(packer.made.link, packer.window, page)
    packer.quiet()
    kept = packer.stored(packing_choices)
    assert kept.options_for("76x130").prices
    assert not kept.options_for("a5").prices
    assert kept.thank_you == "谢谢惠顾"
    assert kept.logo is not None
    assert _preview(packer, qtbot).options.prices
