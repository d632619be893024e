"""The pages of the manual, in the language that is on: those that are written, and those made from the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services import i18n, paths
from services.errors import NotFound
from services.i18n import N_
from services.manual import generated
from services.manual.markup import Block, Heading, read
from services.messages import message


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page: the key links name, its title, its blocks."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchors(self) -> frozenset[str]:
        """Every place a link may lead to."""
        return frozenset(block.anchor for block in self.blocks if isinstance(block, Heading) and block.anchor)


CONTENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("To begin with"), ("first-morning", "teaching", "papers", "keyboard")),
    (
        N_("The tabs"),
        (
            "today", "orders", "products", "inventory", "after-sales", "finance", "customers", "charts", "growth",
            "import", "history", "settings",
        ),
    ),
    (N_("Money"), ("costs", "month-close")),
    (N_("When it matters"), ("backups", "trouble")),
    (N_("To look up"), ("figures", "errors", "formats")),
)  # fmt: skip
"""The groups of the contents, and the pages in the order they stand in."""

_GENERATED: Mapping[str, Callable[[], str]] = {
    "figures": generated.figures,
    "errors": generated.errors,
    "formats": generated.formats,
}


def folder() -> Path:
    """Where the manual lies."""
    return paths.resources() / "manual"


def page_keys() -> tuple[str, ...]:
    """Every page, in the order of the contents."""
    return tuple(key for _group, group_keys in CONTENTS for key in group_keys)


def is_at_hand(key: str) -> bool:
    """Whether `page` answers at once; what every message means stands in modules that are read the first time."""
    return key != "errors" or generated.every_error.cache_info().currsize > 0


def page(key: str) -> ManualPage:
    """The page of that key; `NotFound` where there is none."""
    if key not in page_keys():
        raise NotFound(what=message(N_("page")), which=key)
    while True:
        language = i18n.language()
        shown = _page(key, language)
        if i18n.language() == language:
            return shown
        _page.cache_clear()  # made on another thread while the language was changed: it may be half of each


@lru_cache(maxsize=128)
def _page(key: str, language: str) -> ManualPage:
    made = _GENERATED.get(key)
    text = made() if made is not None else (folder() / language / f"{key}.md").read_text("utf-8")
    blocks = read(text)
    title = next(block.text for block in blocks if isinstance(block, Heading))
    return ManualPage(key, title, blocks)


def title(key: str) -> str:
    """What a page is called, without reading those that are made from the program."""
    known = generated.TITLES.get(key)
    return i18n.translate(known) if known else page(key).title


def topic_of(target: str, current: str = "") -> tuple[str, str]:
    """The page and the anchor a link means: ``orders.md#merge``, ``orders#merge`` or ``#merge``."""
    key, _mark, anchor = target.partition("#")
    return key.removesuffix(".md") or current, anchor
