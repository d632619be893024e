"""A shop that lies in a synchronised folder says so once, with what to do."""

from __future__ import annotations

from pathlib import Path

from tests.ui.app.conftest import Program, make_shop


def test_a_synchronised_folder_is_said_once_with_advice(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    shop = make_shop(folder / "a.shop", orders=0)
    opened = program.open(shop)
    program.until(lambda: opened.whereabouts.banner is not None)
    banner = opened.whereabouts.banner
    assert banner is not None
    assert str(folder) in banner.accessibleName()
    assert "second copy" in banner.accessibleName()
    banner.dismiss()
    assert opened.whereabouts.banner is None
    program.close()
    again = program.open(shop)
    program.quiet(again)
    assert again.whereabouts.banner is None


def test_a_shop_on_the_computers_own_drive_says_nothing(program: Program, shop_file: Path) -> None:
    opened = program.open(shop_file)
    program.quiet(opened)
    assert opened.whereabouts.banner is None
