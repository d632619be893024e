"""The manual: complete in both languages, every link and picture there, every label a word of the window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

import pytest
from babel.messages.pofile import read_po

from services import i18n, paths
from services.errors import NotFound
from services.manual import generated, pages
from services.manual.markup import Grid, Heading, Line, Paragraph, Picture, Span, Steps, as_text, read
from services.manual.pages import ManualPage
from services.manual.search import find

_LARGEST, _TOGETHER = 150_000, 3_000_000
WRITTEN = [key for key in pages.page_keys() if key not in generated.TITLES]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.set_language(before)


@cache
def words_of_the_window(language: str) -> frozenset[str]:
    """Every text of the catalogue as that language shows it."""
    with (paths.resources() / "i18n" / language / "app.po").open("rb") as file:
        found = read_po(file, language)
    return frozenset(str(one.string if language != "en" else one.id) for one in found if one.id)


def lines(page: ManualPage) -> Iterator[Line]:
    for block in page.blocks:
        match block:
            case Paragraph():
                yield block.line
            case Steps():
                yield from block.lines
            case Grid():
                yield from chain(block.head, *block.rows)


def spans(page: ManualPage, look: str) -> list[Span]:
    return [span for line in lines(page) for span in line if span.look == look]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_label_is_a_word_of_the_window(language: str) -> None:
    i18n.set_language(language)
    known = words_of_the_window(language)
    wrong = [(key, span.text) for key in WRITTEN for span in spans(pages.page(key), "label") if span.text not in known]
    assert wrong == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_link_leads_somewhere(language: str) -> None:
    i18n.set_language(language)
    wrong = []
    for key in pages.page_keys():
        for span in spans(pages.page(key), "link"):
            page, anchor = pages.topic_of(span.target, key)
            if page not in pages.page_keys() or (anchor and anchor not in pages.page(page).anchors):
                wrong.append((key, span.target))
    assert wrong == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_written_page_has_a_picture_of_its_language(language: str) -> None:
    i18n.set_language(language)
    for key in WRITTEN:
        pictures = [block for block in pages.page(key).blocks if isinstance(block, Picture)]
        assert pictures, key
        for picture in pictures:
            assert (pages.folder() / language / picture.path).resolve().is_file(), picture.path
            assert picture.path.endswith(f".{language}.png")
            assert picture.words


def test_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (pages.folder() / "pictures").glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > _LARGEST} == {}
    assert sum(sizes.values()) <= _TOGETHER


def test_both_languages_have_the_same_pages_with_the_same_places() -> None:
    places = {}
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        places[language] = {
            key: [b.anchor for b in pages.page(key).blocks if isinstance(b, Heading)] for key in WRITTEN
        }
        files = {path.stem for path in (pages.folder() / language).glob("*.md")}
        assert files == set(WRITTEN)
    assert places["en"] == places["zh_CN"]


def test_no_page_is_left_in_the_other_language() -> None:
    texts = {}
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        texts[language] = {(key, block.anchor): block.text for key in WRITTEN for block in pages.page(key).blocks
                           if isinstance(block, Heading)}  # fmt: skip
    assert [place for place, text in texts["en"].items() if texts["zh_CN"][place] == text] == []
    assert all(text.isascii() or "“" in text for text in texts["en"].values())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_tab_has_its_page(language: str) -> None:
    from ui.pages.registry import PAGES

    i18n.set_language(language)
    assert {spec.key: i18n.translate(spec.title) for spec in PAGES} == {
        spec.key: pages.page(spec.key).title for spec in PAGES
    }


def test_figures_errors_and_formats_are_all_there() -> None:
    i18n.set_language("en")
    from services.charts.registry import CHARTS
    from services.importing.formats import load_formats
    from services.manual.meanings import GROUPS, MEANINGS

    figures = pages.page("figures").anchors
    assert set(MEANINGS) <= figures
    assert {f"chart.{key}" for key in CHARTS} <= figures
    assert {key.partition(".")[0] for key in MEANINGS} == set(GROUPS)
    assert {one.code for one in generated.every_error()} <= pages.page("errors").anchors
    assert {spec.id for spec in load_formats().all()} <= pages.page("formats").anchors
    assert "{" not in as_text(pages.page("errors").blocks)


def test_search_finds_words_titles_first_and_pinyin_initials() -> None:
    i18n.set_language("en")
    assert find("Split order")[0].title == "One order, two parcels"
    assert find("month close")[0].key == "month-close"
    assert find("  ") == ()
    assert find("zzzz") == ()
    i18n.set_language("zh_CN")
    assert ("inventory", "stocktake") in {(hit.key, hit.anchor) for hit in find("pd")}
    assert not any(hit.key in ("errors", "formats") for hit in find("shopify", quick=True))


def test_an_unknown_page_is_said_by_name() -> None:
    with pytest.raises(NotFound) as refused:
        pages.page("nowhere")
    assert "nowhere" in str(refused.value)


def test_the_marks_of_a_page_are_read() -> None:
    blocks = read(
        "# Title {#top}\n\nText with **Label**, `code` and\na [link](orders.md#x).\n\n1. one\n2. two\n   more\n\n"
        "| A | B |\n| --- | --- |\n| 1 | a\\|b |\n\n![words](p.png)\n"
    )
    heading, text, steps, grid, picture = blocks
    assert heading == Heading(1, "Title", "top")
    assert isinstance(text, Paragraph)
    assert [span.look for span in text.line] == ["plain", "label", "plain", "code", "plain", "link", "plain"]
    assert isinstance(steps, Steps)
    assert steps.numbered
    assert [line[0].text for line in steps.lines] == ["one", "two more"]
    assert isinstance(grid, Grid)
    assert grid.rows[0][1][0].text == "a|b"
    assert picture == Picture("words", "p.png")
    assert (
        as_text(blocks)
        == "Title\n=====\n\nText with Label, code and a link.\n\n1. one\n2. two more\n\n1 — a|b\n\n[words]\n"
    )
