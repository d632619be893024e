"""The developers' verbs."""

from __future__ import annotations

import gettext
from pathlib import Path

from tests.cli.command_line import Cli
from ui.cli.translations import update

CODE = """
def texts(_, N_, NN_):
    _("Hello")
    N_("World {name}")
    NN_("{count} order", "{count} orders")
"""
PAPER = '<p>{{ _("Pick list") }} {{ ngettext("{count} piece", "{count} pieces", n) }}</p>'


def project(root: Path) -> Path:
    (root / "services").mkdir(parents=True)
    (root / "services" / "texts.py").write_text(CODE, "utf-8")
    (root / "resources" / "templates").mkdir(parents=True)
    (root / "resources" / "templates" / "pick.html").write_text(PAPER, "utf-8")
    return root


def files(root: Path) -> dict[str, bytes]:
    folder = root / "resources" / "i18n"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def translate(po: Path, texts: dict[str, str]) -> None:
    content = po.read_text("utf-8")
    for text, translation in texts.items():
        content = content.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"')
    content = content.replace('msgstr[0] ""', 'msgstr[0] "{count}X"')
    po.write_text(content, "utf-8")


def test_every_text_of_code_and_templates_is_collected(tmp_path: Path) -> None:
    root = project(tmp_path / "a")
    assert update(root) == {"zh_CN": 5, "en": 0}
    template = files(root)["app.pot"].decode()
    for text in ("Hello", "World {name}", "{count} orders", "Pick list", "{count} pieces"):
        assert f'"{text}"' in template
    assert str(tmp_path) not in template


def test_the_same_source_gives_the_same_files_anywhere(tmp_path: Path) -> None:
    first, second = project(tmp_path / "a"), project(tmp_path / "b" / "c")
    update(first)
    update(second)
    assert files(first) == files(second)
    before = files(first)
    update(first)
    assert files(first) == before


def test_translations_are_kept_and_compiled(tmp_path: Path) -> None:
    root = project(tmp_path)
    update(root)
    folder = root / "resources" / "i18n"
    translate(folder / "zh_CN" / "app.po", {"Hello": "A", "World {name}": "B {name}", "Pick list": "C"})
    assert update(root) == {"zh_CN": 0, "en": 0}
    found = gettext.translation("app", folder, ["zh_CN"])
    assert (found.gettext("Hello"), found.ngettext("{count} order", "{count} orders", 3)) == ("A", "{count}X")


def test_a_text_without_translation_shows_as_it_is_in_the_source(tmp_path: Path) -> None:
    root = project(tmp_path)
    update(root)
    update(root)
    found = gettext.translation("app", root / "resources" / "i18n", ["zh_CN"], fallback=True)
    assert found.gettext("Hello") == "Hello"
    assert found.ngettext("{count} order", "{count} orders", 3).startswith("{count} order")


def test_texts_that_are_gone_leave_the_catalogue(tmp_path: Path) -> None:
    root = project(tmp_path)
    update(root)
    (root / "services" / "texts.py").write_text('_("Hello")\n', "utf-8")
    update(root)
    assert "World" not in (root / "resources" / "i18n" / "zh_CN" / "app.po").read_text("utf-8")


def test_every_error_is_listed_with_its_exit_code(cli: Cli) -> None:
    found = {one["code"]: one for one in cli("dev", "errors", "--json").json["errors"]}
    assert found["disk.full"]["exit_code"] == 3
    assert found["file.unknown_format"]["exit_code"] == 2
    assert all(one["message"] for one in found.values())


def test_sizes_add_up(cli: Cli) -> None:
    answer = cli("dev", "sizes", "--json").json
    assert answer["total"] == sum(answer["packages"].values()) > 10_000
