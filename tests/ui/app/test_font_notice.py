"""A computer without any font for Chinese says so, in words that can be read there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services import settings
from services.shop import Shop
from tests.ui.app.conftest import Program
from ui.system.installation import ROOT
from ui.widgets.banner import Banner

_OPENED = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from ui.start.startup import make_application
app = make_application([])
from services import i18n
from services.shop import Shop
from services.set_up import facts
from ui.shop_link import ShopLink
from ui.widgets.banner import Banner
from ui.window.shop_window import ShopWindow
i18n.set_language({language!r})
shop = Shop.open(Path({shop!r}), who="tests")
made = ShopWindow(ShopLink(shop, shop.submit_ask(facts).result()), ())
for banner in made.window.findChildren(Banner):
    sys.stdout.write(banner.accessibleName() + "\\n")
sys.stdout.flush()
import os
os._exit(0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only fontconfig can be told to know no fonts")
@pytest.mark.parametrize(
    ("language", "name", "is_said"), [("zh_CN", "", True), ("en", "山茶小铺", True), ("en", "Café", False)]
)
def test_without_a_chinese_font_the_window_says_so(tmp_path: Path, language: str, name: str, is_said: bool) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    shop = tmp_path / "a.shop"
    with Shop.create(shop, who="tests") as made:
        made.run(settings.change, "shop.name", name)
    script = _OPENED.format(root=str(ROOT), shop=str(shop), language=language)
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ("No font with Chinese characters" in done.stdout and "fonts-noto-cjk" in done.stdout) is is_said


def test_with_one_it_says_nothing(program: Program, shop_file: Path) -> None:
    opened = program.open(shop_file)
    program.quiet(opened)
    assert [one.accessibleName() for one in opened.window.findChildren(Banner) if "font" in one.accessibleName()] == []
