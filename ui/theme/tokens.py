"""The design tokens of a theme, read from ``resources/themes`` and frozen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QFont

from services import i18n, paths

THEMES = ("light", "dark")
TONES = ("amber", "blue", "violet", "green", "grey", "red")
_PROPORTIONAL = QFont.Tag("pwid")


@dataclass(frozen=True, slots=True)
class PillColours:
    """Background, word and dot of one pill tone, as ``#RRGGBB``."""

    background: str
    word: str
    dot: str


@dataclass(frozen=True, slots=True)
class TypeRole:
    """A size in device-independent pixels and a weight (100–900)."""

    pixels: int
    weight: int


@dataclass(frozen=True)
class Theme:
    """Everything that decides how the program looks. Sizes are device-independent pixels."""

    name: str
    colours: Mapping[str, str]
    pills: Mapping[str, PillColours]
    chart: tuple[str, ...]
    sizes: Mapping[str, int]
    radii: Mapping[str, float]
    types: Mapping[str, TypeRole]
    families: tuple[str, ...]
    chinese_families: tuple[str, ...]
    motion: Mapping[str, int]

    def color(self, role: str) -> QColor:
        """The colour of a role: a token, ``pill.<tone>.<part>`` or ``chart.<1-5>``."""
        return parse_colour(self.hex(role))

    def hex(self, role: str) -> str:
        """The colour of a role as it is written in the theme file."""
        group, dot, rest = role.partition(".")
        if not dot:
            return self.colours[role]
        if group == "pill":
            tone, _dot, part = rest.partition(".")
            return str(getattr(self.pills[tone], part))
        if group == "chart":
            return self.chart[(int(rest) - 1) % len(self.chart)]
        raise KeyError(role)

    def font(self, role: str = "body") -> QFont:
        """The font of a type role, with the quotation marks of the language that is on."""
        return _font(self.families, self.types[role], i18n.language().startswith("zh"))


@cache
def measures() -> Mapping[str, Any]:
    """Sizes, spaces and type, which both themes share."""
    return _read(paths.resources() / "themes" / "measures.toml")


@cache
def load(name: str) -> Theme:
    """Read the theme `name` (``light`` or ``dark``)."""
    folder = paths.resources() / "themes"
    colours = _read(folder / f"{name}.toml")
    shared = measures()
    return Theme(
        name=name,
        colours=colours["colour"],
        pills={tone: PillColours(*parts) for tone, parts in colours["pill"].items()},
        chart=tuple(colours["chart"]["series"]),
        sizes=shared["size"],
        radii=shared["radius"],
        types={role: TypeRole(*parts) for role, parts in shared["type"].items()},
        families=tuple(shared["font"]["families"]),
        chinese_families=tuple(shared["font"]["chinese"]),
        motion=shared["motion"],
    )


@lru_cache(maxsize=256)
def parse_colour(text: str) -> QColor:
    """``#RRGGBB`` or ``#RRGGBBAA`` as a colour. The value is shared: copy it before changing it."""
    if len(text) == 9:
        colour = QColor(text[:7])
        colour.setAlpha(int(text[7:], 16))
        return colour
    return QColor(text)


@lru_cache(maxsize=64)
def _font(families: tuple[str, ...], role: TypeRole, is_chinese: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(role.pixels)
    font.setWeight(QFont.Weight(role.weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if not is_chinese:
        font.setFeature(_PROPORTIONAL, 1)  # else quotes and apostrophes are as wide as a Chinese character
    return font


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
