"""What the catalogue's texts look like once they are kept: category paths, tags, options, the ids of a listing."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import product
from typing import TypeVar

from services import text

Name = TypeVar("Name", bound=Hashable)
CATEGORY_JOIN = " > "
TAG_JOIN = ", "
OPTION_JOIN = " / "
# Shops' own tables separate with what their keyboard has: full-width and ideographic signs as well.
_CATEGORY_SIGNS = re.compile("\\s*[>\uff1e\u203a\u00bb]\\s*")
_TAG_SIGNS = re.compile("\\s*[,;\uff0c\uff1b\u3001|\n]\\s*")


def category_path(typed: str | None) -> str | None:
    """A category as it is kept, its names joined by `` > ``; None where nothing is left of it."""
    names = [" ".join(name.split()) for name in _CATEGORY_SIGNS.split(typed or "")]
    return CATEGORY_JOIN.join(name for name in names if name) or None


def is_within(category: str | None, path: str) -> bool:
    """Whether a category is `path` or lies under it."""
    return category is not None and (category == path or category.startswith(path + CATEGORY_JOIN))


def split_tags(kept: str | None) -> tuple[str, ...]:
    """The tags of a text, each once however it is written, in their order."""
    found: dict[str, str] = {}
    for tag in _TAG_SIGNS.split(kept or ""):
        shown = " ".join(tag.split())
        if shown:
            found.setdefault(text.key(shown), shown)
    return tuple(found.values())


def joined_tags(tags: Iterable[str]) -> str | None:
    """Tags as they are kept, joined by ``, ``; None where there are none."""
    return TAG_JOIN.join(split_tags("\n".join(tags))) or None


def variant_name(options: Sequence[str]) -> str | None:
    """The words for a SKU's option values; None where it has none."""
    return OPTION_JOIN.join(options) or None


def combinations(axes: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Every choice of one value per axis, the last axis changing fastest; a single empty one without axes."""
    return list(product(*axes)) if all(axes) else []


def item_key(external_id: str | None, external_sku_id: str | None) -> str:
    """The form a channel's two ids of one offer are compared in; empty where both are unknown."""
    parts = (text.key(external_id or ""), text.key(external_sku_id or ""))
    return "/".join(parts) if any(parts) else ""


def circle(parts_of: Mapping[Name, Iterable[Name]], start: Name) -> tuple[Name, ...] | None:
    """The way from `start` through parts of parts back to `start`, both ends named; None where there is none."""
    ways: list[tuple[Name, ...]] = [(start,)]
    seen: set[Name] = set()
    while ways:
        way = ways.pop()
        for part in parts_of.get(way[-1], ()):
            if part == start:
                return (*way, start)
            if part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return None


def is_barcode(code: str) -> bool:
    """Whether a scanner can read it back: printable, not longer than a label, no spaces inside."""
    return 1 <= len(code) <= 80 and code.isprintable() and not any(sign.isspace() for sign in code)
