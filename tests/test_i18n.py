"""The catalogues: complete, current, compiled, and fit to be filled in."""

from __future__ import annotations

import ast
import gettext
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from services import i18n
from services.messages import plural_message, render
from tests.architecture.source_tree import ROOT, Source, nodes, snippet, sources
from ui.cli import translations

FOLDER = ROOT / "resources" / "i18n"
_HAN = "\u4e00-\u9fff"
_NUMBERS = r"\{(?:count|rows?|line|done|total|limit|step|pages?|known|seconds|size|digits)\}"


@cache
def template() -> Catalog:
    """What is marked for translation in the source as it is now."""
    return translations.extract(ROOT)


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    return translations.read(FOLDER / language / "app.po", language)


def entries(found: Catalog) -> list[Message]:
    """Everything but the header."""
    return [entry for entry in found if entry.id]


def texts(value: object) -> tuple[str, ...]:
    """A text, or all its plural forms."""
    return (value,) if isinstance(value, str) else tuple(value or ())  # type: ignore[arg-type]


def placeholders(text: str) -> list[str]:
    """The names to be filled in, each as often as it stands there, with its format."""
    return sorted(f"{name}!{kind}:{form}" for _, name, form, kind in string.Formatter().parse(text) if name is not None)


def wrong_placeholders(found: Catalog) -> list[str]:
    """Translations that would not be filled in as their English text is."""
    return [
        f"{entry.id} → {text}"
        for entry in entries(found)
        for text in texts(entry.string)
        if text and placeholders(text) not in [placeholders(one) for one in texts(entry.id)]
    ]


def untranslated(found: Catalog, wanted: Catalog) -> list[str]:
    """Texts of the program that a catalogue lacks or marks as doubtful."""
    lacking = []
    for entry in entries(wanted):
        known = found.get(entry.id)
        if known is None or known.id != entry.id or known.fuzzy or not texts(known.string) or "" in texts(known.string):
            lacking.append(str(entry.id))
    return lacking


def careless_punctuation(text: str) -> list[str]:
    """Half-width marks after Chinese characters, and Chinese set against Latin letters or digits without a space."""
    rules = (f"[{_HAN}][,;:!?()]", f"[(][{_HAN}]", f"[{_HAN}][.](?:$|\\s)", f"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9][{_HAN}]")
    return [match.group() for rule in rules for match in re.finditer(rule, re.sub(_NUMBERS, "0", text))]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_of_the_program_is_in_the_catalogue(language: str) -> None:
    assert untranslated(catalogue(language), template()) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_catalogue_holds_nothing_the_program_no_longer_says(language: str) -> None:
    said = {entry.id for entry in entries(template())}
    assert [entry.id for entry in entries(catalogue(language)) if entry.id not in said] == []


def in_format_strings(source: Source) -> list[str]:
    """Texts named inside a format string: what collects them sees those from Python 3.12 on, and not before."""
    inside = (part for node in nodes(source) if isinstance(node, ast.JoinedStr) for part in ast.walk(node))
    return [
        f"{source.path}:{call.lineno}"
        for call in inside
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "N_", "NN_"}
        if call.args and isinstance(call.args[0], ast.Constant)
    ]


def test_no_text_hides_in_a_format_string() -> None:
    assert in_format_strings(snippet("a.py", "f\"{_('Copy')} {_(name)}\""))
    assert [place for source in sources() for place in in_format_strings(source)] == []


def test_the_template_is_what_is_extracted_now() -> None:
    assert (FOLDER / "app.pot").read_bytes() == translations.content(template())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_compiled_file_is_the_catalogue(language: str) -> None:
    kept = (FOLDER / language / "LC_MESSAGES" / "app.mo").read_bytes()
    assert kept == translations.compiled(catalogue(language))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_translations_are_filled_in_as_the_english_is(language: str) -> None:
    assert wrong_placeholders(catalogue(language)) == []


def test_chinese_has_one_form_and_english_two() -> None:
    forms = {
        language: {len(texts(entry.string)) for entry in entries(catalogue(language)) if isinstance(entry.id, tuple)}
        for language in i18n.LANGUAGES
    }
    assert forms == {"zh_CN": {1}, "en": {2}}


def test_english_says_what_the_source_says() -> None:
    assert [entry.id for entry in entries(catalogue("en")) if texts(entry.string) != texts(entry.id)] == []


def test_chinese_is_set_with_chinese_punctuation() -> None:
    found = [
        (text, careless_punctuation(text)) for entry in entries(catalogue("zh_CN")) for text in texts(entry.string)
    ]
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize("text", ["\u597d,", "\u597d:", "(\u597d", "\u597d.", "\u597dExcel", "3\u5355", "{row}\u5355"])
def test_careless_punctuation_is_found(text: str) -> None:
    assert careless_punctuation(text)


def test_sentences_end_alike_in_both_languages() -> None:
    def ends(text: str) -> bool:
        return bool(re.search(r"[.\u3002]$", text)) and not text.lower().endswith("no.")

    wrong = [
        (entry.id, text)
        for entry in entries(catalogue("zh_CN"))
        for text in texts(entry.string)
        if text and ends(text) != ends(texts(entry.id)[-1])
    ]
    assert wrong == []


def test_names_that_are_no_words_stay_as_they_are() -> None:
    same = {text for entry in entries(catalogue("zh_CN")) for text in texts(entry.string) if text == entry.id}
    same_words = r"SKU|ABC|XYZ|ABC × XYZ|A, B-1…|\{weight\} g|--\w+|[\d ×]+mm|[\W\d_]*|(?:\W|\{\w+\})+"
    assert {text for text in same if not re.fullmatch(same_words, text)} <= {
        "Etsy",
        "Instagram",
        "Shopify",
        "Square",
        "WooCommerce",
        "eBay",
    }


def test_a_word_of_the_trade_has_one_chinese_word() -> None:
    glossary = tomllib.loads((FOLDER / "zh_CN" / "glossary.toml").read_text("utf-8"))["words"]
    strayed = [
        (word, chinese, text)
        for word, chinese in glossary.items()
        for entry in entries(catalogue("zh_CN"))
        for text in texts(entry.string)
        if text
        and any(uses(word, one) for one in texts(entry.id))
        and not any(one in text for one in ([chinese] if isinstance(chinese, str) else chinese))
    ]
    assert strayed == []


def uses(word: str, text: str) -> bool:
    """Whether a text uses a word, in the singular or plural; what stands in quotes or braces is not text."""
    spoken = re.sub(r"\{[^}]*\}|\u201c[^\u201d]*\u201d", "", text)
    return re.search(rf"(?<![\w-]){re.escape(word)}s?(?!\w)", spoken, re.IGNORECASE) is not None


def test_the_running_program_finds_its_catalogues() -> None:
    found = {language: gettext.find(i18n.DOMAIN, FOLDER, [language]) for language in i18n.LANGUAGES}
    assert None not in found.values()
    i18n.set_language("zh_CN")
    assert i18n.translate("To ship") == "\u5f85\u53d1\u8d27"
    assert render(plural_message(("{count} order", "{count} orders"), 3)) == "3 \u5355"
    i18n.set_language("en")
    assert render(plural_message(("{count} order", "{count} orders"), 1)) == "1 order"


class TestUpdate:
    """``dev i18n`` on a small program of its own."""

    @staticmethod
    def program(root: Path, source: str) -> Path:
        (root / "ui").mkdir(exist_ok=True)
        (root / "ui" / "page.py").write_text(source, encoding="utf-8")
        for language in i18n.LANGUAGES:
            (root / "resources" / "i18n" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        return root

    @staticmethod
    def translate(root: Path, text: str, translation: str) -> None:
        path = root / "resources" / "i18n" / "zh_CN" / "app.po"
        old = path.read_text("utf-8")
        path.write_text(old.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"'), "utf-8")

    def test_marked_texts_and_only_those_are_collected(self, tmp_path: Path) -> None:
        root = self.program(tmp_path, '_("One")\nNN_("{n} a", "{n} b")\nprint("Two")\nN_("Three" " words")\n_(x[""])\n')
        (root / "resources" / "templates").mkdir()
        (root / "resources" / "templates" / "a.html").write_text("<p>{{ _('Four') }}</p>", "utf-8")
        found = {entry.id for entry in entries(translations.extract(root))}
        assert found == {"One", ("{n} a", "{n} b"), "Three words", "Four"}

    def test_translations_survive_and_what_is_gone_goes(self, tmp_path: Path) -> None:
        root = self.program(tmp_path, '_("One")\n_("Two")\n')
        assert translations.update(root) == {"zh_CN": 2, "en": 0}
        self.translate(root, "One", "\u4e00")
        self.translate(root, "Two", "\u4e8c")
        self.program(root, '_("Three")\n_("One")\n')
        assert translations.update(root) == {"zh_CN": 1, "en": 0}
        kept = {entry.id: entry.string for entry in entries(translations.read(self.po(root), "zh_CN"))}
        assert kept == {"One": "\u4e00", "Three": ""}

    def test_moved_lines_change_no_byte(self, tmp_path: Path) -> None:
        root = self.program(tmp_path, '_("One")\n')
        translations.update(root)
        before = self.po(root).read_bytes()
        self.program(root, '\n\n_("One")\n')
        translations.update(root)
        assert self.po(root).read_bytes() == before

    def test_nothing_of_this_machine_is_written(self, tmp_path: Path) -> None:
        root = self.program(tmp_path, '_("One")\n')
        translations.update(root)
        written = self.po(root).read_text("utf-8")
        assert str(tmp_path) not in written
        assert "Babel" not in written
        assert "ui/page.py" in written

    @staticmethod
    def po(root: Path) -> Path:
        return root / "resources" / "i18n" / "zh_CN" / "app.po"
