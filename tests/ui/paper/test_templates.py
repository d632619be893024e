"""The user's own templates: they win, they are told where they are wrong, and they reach nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from services import i18n
from services.errors import TemplateProblem
from services.fulfilment.paper_fields import PackingOptions
from services.types import PrintKind
from tests.ui.paper import samples
from ui.paper import template
from ui.paper.pictures import picture_of
from ui.paper.render import STANDARD, packing_sheets, pick_list_sheets
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize, units

pytestmark = pytest.mark.usefixtures("qapp")


def _own(text: str, name: str = "packing_list.html") -> Path:
    folder = template.user_templates_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _sheet(options: PackingOptions = STANDARD, **changes: Any) -> Sheet:
    return next(packing_sheets([samples.packing_list(**changes)], PaperSize.A5, options))


def test_a_copy_in_the_data_folder_wins() -> None:
    _own("{% block body %}<p>MINE {{ shop_name }}</p>{% endblock %}")
    assert _sheet().body.toPlainText() == "MINE 木白小铺"


def test_more_templates_can_be_chosen_by_name() -> None:
    _own("{% block body %}small{% endblock %}", "packing_list-small.html")
    _own("{% block body %}other{% endblock %}", "pick_list-wide.html")
    assert [choice.name for choice in template.choices(PrintKind.PACKING_LIST)] == [
        "packing_list",
        "packing_list-small",
    ]
    assert _sheet(PackingOptions(template="packing_list-small")).body.toPlainText() == "small"
    wide = next(pick_list_sheets(samples.pick_list(), PaperSize.A4, "pick_list-wide"))
    assert wide.body.toPlainText() == "other"
    with pytest.raises(TemplateProblem):
        _sheet(PackingOptions(template="packing_list-../../etc/passwd"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{% block body %}\n\n{{ shop_name | nosuch }}{% endblock %}", 3),
        ("{% block body %}\n{% if %}{% endblock %}", 2),
        ("{% block body %}\n{{ nothing_of_that_name.x }}\n{% endblock %}", 2),
        ("{% block body %}\n\n\n{{ 1 / 0 }}\n{% endblock %}", 4),
        ("{% block body %}\n{{ ''.__class__.__mro__ }}\n{% endblock %}", 2),
        ("{% block body %}\n{% for n in range(999999999) %}x{% endfor %}\n{% endblock %}", 2),
        ("{% block header %}\n{{ nothing }}{% endblock %}{% block body %}{% endblock %}", 2),
    ],
)
def test_a_broken_template_is_told_with_its_line(text: str, line: int) -> None:
    _own(text)
    with pytest.raises(TemplateProblem) as caught:
        _sheet()
    assert f"line {line}:" in str(caught.value)
    assert "packing_list.html" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<p>no block</p>",
        "{% block body %}x{% endblock %}{% block header %}" + "<p>high</p>" * 200 + "{% endblock %}",
    ],
)
def test_a_template_that_cannot_be_a_page_is_refused(text: str) -> None:
    _own(text)
    with pytest.raises(TemplateProblem):
        _sheet()


def test_a_template_that_is_not_text_is_refused() -> None:
    _own("").write_bytes(b"\xff\xfe\x00{% block body %}")
    with pytest.raises(TemplateProblem):
        _sheet()


def test_a_reprint_is_marked_even_where_the_template_does_not_say_so() -> None:
    _own("{% block body %}<p>x</p>{% endblock %}")
    first = samples.as_pillow(samples.picture(_sheet(reprint=False), dpi=60)).histogram()
    again = samples.as_pillow(samples.picture(_sheet(reprint=True), dpi=60)).histogram()
    assert sum(again[:240]) > sum(first[:240]) + 300


@pytest.mark.parametrize("drawn", ["<hr>", '<div style="background-color: black"></div>'])
def test_a_header_that_is_only_a_rule_or_a_bar_is_printed(drawn: str) -> None:
    _own("{% block header %}" + drawn + "{% endblock %}{% block body %}<p>x</p>{% endblock %}")
    ruled = _sheet()
    assert ruled.piece("header", 1, 1).height > 0
    _own("{% block header %}<p></p>{% endblock %}{% block body %}<p>x</p>{% endblock %}")
    plain = _sheet()
    assert plain.piece("header", 1, 1).height == 0
    inked = [sum(samples.as_pillow(samples.picture(one)).histogram()[:255]) for one in (ruled, plain)]
    assert inked[0] > inked[1] + 500, "as wide as the page"


def test_a_logo_beside_the_template_is_shown_and_no_other_file() -> None:
    text = '{% block body %}<img src="NAME" width="20mm" height="20mm">{% endblock %}'
    logo = QImage(40, 40, QImage.Format.Format_RGB32)
    logo.fill(0)
    path = _own(text.replace("NAME", "logo.png"))
    assert logo.save(str(path.with_name("logo.png")))
    assert logo.save(str(path.parent.parent / "secret.png"))
    dark = _dark(_sheet())
    assert dark > 1500
    for name in ("../secret.png", f"file://{path.parent.parent}/secret.png", str(path.parent.parent / "secret.png")):
        path.write_text(text.replace("NAME", name), encoding="utf-8")
        assert _dark(_sheet()) == 0


@pytest.mark.parametrize("called", ["logo.png", "logo.svg"])
def test_a_drawing_that_shows_another_file_is_not_shown(called: str) -> None:
    """Whatever it is called: an SVG draws any picture of the computer that it names."""
    path = _own(f'{{% block body %}}<img src="{called}" width="20mm" height="20mm">{{% endblock %}}')
    secret = QImage(40, 40, QImage.Format.Format_RGB32)
    secret.fill(0)
    assert secret.save(str(path.parent.parent / "secret.png"))
    shown = f'<image width="40" height="40" xlink:href="{path.parent.parent}/secret.png"/>'
    words = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{shown}</svg>'
    path.with_name(called).write_text(words.replace("<svg", '<svg width="40" height="40"'), encoding="utf-8")
    assert picture_of(path.with_name(called)).isNull()
    assert _dark(_sheet()) == 0


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "bmp"])
def test_every_kind_of_picture_the_dialog_offers_is_a_logo(kind: str, tmp_path: Path) -> None:
    logo = QImage(40, 40, QImage.Format.Format_RGB32)
    logo.fill(0)
    assert logo.save(str(tmp_path / f"logo.{kind}"))
    assert picture_of((tmp_path / f"logo.{kind}").rename(tmp_path / "logo.png")).size() == logo.size()


def test_a_home_that_is_named_the_long_way_round_has_its_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    path = _own('{% block body %}<img src="logo.png" width="20mm" height="20mm">{% endblock %}')
    logo = QImage(40, 40, QImage.Format.Format_RGB32)
    logo.fill(0)
    assert logo.save(str(path.with_name("logo.png")))
    home = Path(os.environ["ZHANGGUI_HOME"])
    monkeypatch.setenv("ZHANGGUI_HOME", str(home / ".." / home.name))
    assert _dark(_sheet()) > 1500


def test_a_picture_elsewhere_is_not_even_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows to follow a path to another computer's folder tells it who asks."""
    path = _own('{% block body %}<img src="../there/share.png">{% endblock %}')
    followed, resolve = [], Path.resolve

    def noting(one: Path, strict: bool = False) -> Path:
        followed.append(one)
        return resolve(one, strict)

    monkeypatch.setattr(Path, "resolve", noting)
    assert _dark(_sheet()) == 0
    assert not [one for one in followed if one.name == "share.png"]
    path.write_text(path.read_text("utf-8").replace("../there/", ""), "utf-8")
    _sheet()
    assert [one for one in followed if one.name == "share.png"], "what lies beside the template is"


def _dark(sheet: Sheet) -> int:
    return sum(samples.as_pillow(samples.picture(sheet, dpi=60)).histogram()[:100])


def test_lengths_become_layout_units_in_tags_and_never_in_texts() -> None:
    html = '<style>td { padding: 1mm 2pt; }</style><td width="10mm" style="margin: 1px">100mm 12pt</td>'
    assert template.in_units(html) == (
        f"<style>td {{ padding: {round(units(1))}px 16px; }}</style>"
        f'<td width="{round(units(10))}" style="margin: 6px">100mm 12pt</td>'
    )


def test_a_note_cannot_become_part_of_the_page() -> None:
    note = '"><img src="x" width="100mm"> {{ 7*7 }} <style>p{font-size:99pt}</style>'
    body = _sheet(buyer_note=note).body
    assert note in body.toPlainText().replace("\xa0", " ")


@pytest.mark.parametrize("kind", [PrintKind.PICK_LIST, PrintKind.PACKING_LIST])
def test_the_texts_of_the_bundled_templates_can_be_extracted(kind: PrintKind) -> None:
    from babel.messages.extract import extract_from_file

    path = template.choices(kind)[0].path
    found = {message for _line, message, _comments, _context in extract_from_file("jinja2.ext:babel_extract", path)}
    assert {"REPRINT", "Page {page} of {pages}", ("{count} piece", "{count} pieces")} <= found


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_both_languages_fill_every_place_of_the_template(language: str) -> None:
    i18n.set_language(language)
    sheet = _sheet(order_numbers=("1", "2", "3"), reprint=True)
    text = sheet.piece("header", 1, 1).toPlainText() + sheet.body.toPlainText()
    assert "{" not in text
    assert "木白小铺" in text


def test_a_shop_without_a_name_leaves_no_dot_before_the_heading() -> None:
    header = _sheet(shop_name="").piece("header", 1, 1).toPlainText().strip()
    assert header.startswith("Packing list")
    pick = next(pick_list_sheets(samples.pick_list(shop_name=""), PaperSize.A4))
    assert "\nPrinted" in pick.piece("header", 1, 1).toPlainText()
