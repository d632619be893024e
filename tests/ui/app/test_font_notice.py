"""A computer without any font for Chinese says so, in words that can be read there."""

from __future__ import annotations

import json
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
import json, os, sys
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
said = []
for language, file in {shops!r}:
    i18n.set_language(language)
    shop = Shop.open(Path(file), who="tests")
    made = ShopWindow(ShopLink(shop, shop.submit_ask(facts).result()), ())
    said.append([banner.accessibleName() for banner in made.window.findChildren(Banner)])
print(json.dumps(said), flush=True)
os._exit(0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only fontconfig can be told to know no fonts")
def test_without_a_chinese_font_the_window_says_so_where_chinese_is_shown(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    named = (("zh_CN", ""), ("en", "山茶小铺"), ("en", "Café"))
    shops = [(language, str(_shop_named(name, tmp_path / f"{number}.shop"))) for number, (language, name) in
             enumerate(named)]  # fmt: skip
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts), "QT_QPA_PLATFORM": "offscreen"}
    script = _OPENED.format(root=str(ROOT), shops=shops)
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    of_each = [" ".join(banners) for banners in json.loads(done.stdout)]
    says_so = ["No font with Chinese characters" in words and "fonts-noto-cjk" in words for words in of_each]
    assert says_so == [True, True, False]


def _shop_named(name: str, path: Path) -> Path:
    with Shop.create(path, who="tests") as made:
        made.run(settings.change, "shop.name", name)
    return path


def test_with_one_it_says_nothing(program: Program, shop_file: Path) -> None:
    opened = program.open(shop_file)
    program.quiet(opened)
    assert [one.accessibleName() for one in opened.window.findChildren(Banner) if "font" in one.accessibleName()] == []
