"""How charts look: colours of the theme files, fonts that have Chinese, and numbers as axes write them. No Qt."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontManager, FontProperties, fontManager, json_dump

from services import formatting, i18n, paths
from services.charts.chart import Label, Tone, Unit
from services.errors import EnvironmentProblem
from services.i18n import N_
from services.messages import Message, render
from services.types import minor_digits

_BOLD = ("bold", 700, 600)
POINTS = 72 / 96  # a pixel of the design in the points matplotlib counts in


class NoChineseFont(EnvironmentProblem):
    """No font of this computer has Chinese characters (`families` are those it was looked for)."""

    code = "charts.no_chinese_font"
    template = N_("No font with Chinese characters was found; looked for {families}. No chart was drawn.")
    hint = N_("Install the package fonts-noto-cjk or fonts-wqy-microhei, then start the program again.")


@dataclass(frozen=True)
class Look:
    """Colours as ``#RRGGBB`` by their role in the theme file, the series, and the font families in order."""

    name: str
    colours: Mapping[str, str]
    series: tuple[str, ...]
    pills: Mapping[str, tuple[str, str, str]]
    families: tuple[str, ...]
    has_bold: bool

    def tone(self, tone: Tone) -> str:
        """The colour of a series."""
        first, second, third, fourth, rest = self.series
        return {
            Tone.MAIN: first,
            Tone.SECOND: second,
            Tone.THIRD: third,
            Tone.FOURTH: fourth,
            Tone.REST: rest,
            Tone.BEFORE: rest,
            Tone.GOOD: self.pills["green"][2],
            Tone.BAD: self.pills["red"][2],
            Tone.EXPECTED: third,
        }[tone]

    def ink(self, ground: Sequence[float]) -> str:
        """The colour of words on a patch of this colour (red, green and blue from 0 to 1): the one that stands out."""
        return max(self.colours["text"], self.colours["on_accent"], key=lambda one: _contrast(to_rgb(one), ground))

    def font(self, pixels: float, *, strong: bool = False) -> FontProperties:
        """The font in a size of the design."""
        weight = "bold" if strong and self.has_bold else "normal"
        return FontProperties(family=list(self.families), size=pixels * POINTS, weight=weight)


def _contrast(first: Sequence[float], second: Sequence[float]) -> float:
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    """How bright a colour is seen, as WCAG 2 defines it."""
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def look(name: str) -> Look:
    """The look of the theme `name` (``light`` or ``dark``)."""
    folder = paths.resources() / "themes"
    theme = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
    measures = tomllib.loads((folder / "measures.toml").read_text("utf-8"))
    families = families_among(tuple(measures["font"]["chinese"]))
    return Look(
        name,
        theme["colour"],
        tuple(theme["chart"]["series"]),
        {tone: tuple(parts) for tone, parts in theme["pill"].items()},
        families,
        any(font.name == families[0] and font.weight in _BOLD for font in fontManager.ttflist),
    )


@cache
def families_among(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the families this computer has, and matplotlib's own at the end for signs they lack."""
    found = _first_known(wanted)
    if found is None:
        _look_through_all_fonts()
        found = _first_known(wanted)
    if found is None:
        raise NoChineseFont(families=", ".join(wanted))
    return (found, "DejaVu Sans")


def _first_known(wanted: tuple[str, ...]) -> str | None:
    known = {font.name for font in fontManager.ttflist}
    return next((name for name in wanted if name in known), None)


@cache
def _look_through_all_fonts() -> None:
    """Once in a run: matplotlib keeps its list of fonts, and one that was installed since is not in it."""
    now = FontManager()
    fontManager.ttflist = now.ttflist
    json_dump(now, Path(matplotlib.get_cachedir(), f"fontlist-v{FontManager.__version__}.json"))


def label(value: Label) -> str:
    """What stands under a bar."""
    if isinstance(value, Message):
        return render(value)
    return formatting.day(value) if isinstance(value, date) else value


def axis_number(value: float, unit: Unit, currency: str) -> str:
    """A value as an axis writes it, short."""
    if unit is Unit.MONEY:
        return _short_money(round(value), currency)
    if unit is Unit.SHARE:
        percent = value / 10_000
        places = 0 if abs(percent) >= 10 or percent == round(percent) else 1
        return formatting.with_minus(f"{percent:.{places}f}%")
    if unit is Unit.SCORE:
        return f"{value / 100:.2f}"
    if unit is Unit.TIMES:
        return formatting.with_minus(f"{value / 100:g}")
    if abs(value) >= 10_000:
        return formatting.compact(round(value), "JPY")
    return formatting.integer(round(value)) if value == round(value) else formatting.with_minus(f"{value:g}")


def _short_money(minor: int, currency: str) -> str:
    """Words for large amounts, whole units for middling ones, all digits for small ones."""
    one = 10 ** minor_digits(currency)
    if abs(minor) >= (1_000 if i18n.language() == "en" else 10_000) * one:
        return formatting.compact(minor, currency)
    if abs(minor) >= 100 * one or minor % one == 0:
        units = (2 * abs(minor) + one) // (2 * one)
        return formatting.integer(units if minor >= 0 else -units)
    return formatting.amount(minor, currency)


def exact_number(value: int | None, unit: Unit, currency: str) -> str:
    """A value in full, for the pointer and for tables."""
    if value is None:
        return "—"
    if unit is Unit.MONEY:
        return formatting.money(value, currency)
    if unit is Unit.SHARE:
        return formatting.ppm(value)
    if unit in (Unit.SCORE, Unit.TIMES):
        return formatting.with_minus(f"{value / 100:.2f}")
    if unit is Unit.DAYS:
        return i18n.translate(N_("{count} d")).format(count=formatting.integer(value))
    return formatting.integer(value)
