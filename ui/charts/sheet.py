"""The sheet a chart is drawn on: its ground, title, legend and margins, and where the pointer finds which value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import sub
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from services.charts.chart import Figures, Series, Unit
from services.messages import render
from ui.charts.look import POINTS, Look, axis_number, exact_number

DPI = 96  # one unit of the design is a pixel at this
PAD = 16
_LINE = 19
_TEXT, _TITLE = 12, 13
_TICKS = 4
_REMEMBERED = 5_000
_SAME = 1e-9  # of the sheet
_Box: TypeAlias = tuple[float, float, float, float]
_widths: dict[tuple[tuple[str, ...], bool, int, float, str], float] = {}  # days and names are measured again and again
_CLOSING = "\u3002\uff0c\uff1a\uff1b\u3001\uff09\uff01\uff1f"  # no line begins with one of these


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of the picture that says a value: its edges in design pixels from the top left, the words, the key."""

    left: float
    top: float
    right: float
    bottom: float
    words: str
    key: str = ""


@dataclass
class Sheet:
    """One chart being drawn. Sizes are design pixels; `scale` is how many real ones make one of them."""

    figures: Figures
    look: Look
    width: int
    height: int
    scale: float = 1.0
    heading: str = ""
    footer: Sequence[str] = ()
    has_title: bool = True
    hits: list[Hit] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = (self.width / DPI, self.height / DPI)
        self.figure = Figure(figsize=size, dpi=DPI * self.scale, facecolor=self.colour("surface"))
        self.canvas: Any = FigureCanvasAgg(self.figure)
        self.top, self.bottom = float(PAD if self.has_title else 8), float(PAD if self.has_title else 8)
        if self.heading:
            self.top += self._wrapped(self.heading, self.top, "text2", _TEXT)
        if self.has_title:
            self.top += self._wrapped(render(self.figures.title), self.top, "text", _TITLE, strong=True) + 4
        for line in reversed(self.footer):
            self.bottom += self._footed(line)
        self.bottom += 8 if self.footer else 0

    def take_apart(self) -> None:
        """The picture was taken: give its pixels and parts back now, the sheet is of no more use.

        The parts hold each other and all of them the pixels; left alone they stay until the next search for garbage
        through everything, megabytes for each chart.
        """
        parts = self.figure.findobj()
        vars(self.canvas.get_renderer()).clear()
        for part in parts:
            vars(part).clear()

    def colour(self, role: str) -> str:
        """A colour of the theme."""
        return self.look.colours[role]

    def axes(self, *, named: bool = False) -> Axes:
        """Axes without a frame, filling the sheet until they are fitted. They are `named` where they have labels."""
        axes = self.figure.add_axes((0.1, 0.1, 0.8, 0.8), facecolor="none")
        if not named:
            without_names(axes)
        for name, spine in axes.spines.items():
            spine.set_visible(name == "bottom")
            spine.set_color(self.colour("border_strong"))
        axes.tick_params(length=0, labelsize=_TEXT * POINTS, colors=self.colour("text3"), pad=6 * POINTS)
        axes.set_axisbelow(True)
        return axes

    def words(
        self, axes: Axes, place: tuple[float, float], text: str, *, role: str = "text2", align: str = "center",
        stand: str = "center", strong: bool = False, shift: tuple[float, float] = (0, 0), halo: bool = False,
    ) -> Annotation:  # fmt: skip
        """Write at a place of the axes' data; `shift` is in design pixels.

        A `halo` in the colour of the ground keeps it readable over what is drawn.
        """
        written = axes.annotate(
            text, place, xytext=(shift[0] * POINTS, shift[1] * POINTS), textcoords="offset points", ha=align,
            va=stand, color=self.colour(role), fontproperties=self.look.font(_TEXT, strong=strong),
            annotation_clip=False, parse_math=False,
        )  # fmt: skip
        if halo:
            written.set_path_effects([withStroke(linewidth=2.5 * POINTS, foreground=self.colour("surface"))])
        return written

    def legend(self, series: Sequence[Series]) -> None:
        """Name the series in a row below the title, going on in the next where there is no more room."""
        left = float(PAD)
        for one in series:
            name = render(one.name)
            width = 14 + self.text_width(name) + 16
            if left + width > self.width - PAD and left > PAD:
                left, self.top = float(PAD), self.top + _LINE
            x, y = left / self.width, 1 - (self.top + 9) / self.height
            size = (9 / self.width, 9 / self.height)
            self.figure.add_artist(Rectangle((x, y - size[1] / 2), *size, color=self.look.tone(one.tone), lw=0))
            self._write(name, left + 14, self.top + 9, "text2", _TEXT, stand="center")
            left += width
        self.top += _LINE + 4

    def colour_scale(self, colours: Sequence[tuple[float, ...]], least: str, most: str) -> None:
        """Patches from the least to the most, in a row below the title."""
        left = float(PAD)
        self._write(least, left, self.top + 9, "text2", _TEXT, stand="center")
        left += self.text_width(least) + 6
        for colour in colours:
            y = 1 - (self.top + 9) / self.height
            size = (16 / self.width, 9 / self.height)
            self.figure.add_artist(Rectangle((left / self.width, y - size[1] / 2), *size, color=colour, lw=0))
            left += 17
        self._write(most, left + 5, self.top + 9, "text2", _TEXT, stand="center")
        self.top += _LINE + 4

    def value_axis(self, axes: Axes, unit: Unit, *, right: bool = False) -> None:
        """At most four round numbers at the side, with hairlines across."""
        whole = unit in (Unit.COUNT, Unit.DAYS)
        if axes.get_ylim() == (0.0, 0.0) or not any(abs(end) > 1e-6 for end in axes.dataLim.intervaly):
            axes.set_ylim(0, 1)  # nothing but zeros: one line, and not the same zero at every height
            axes.yaxis.set_major_locator(FixedLocator([0]))
        else:
            axes.yaxis.set_major_locator(MaxNLocator(_TICKS, integer=whole, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: axis_number(value, unit, self.currency)))
        self.dress(axes.get_yticklabels())
        if not right:
            axes.grid(axis="y", color=self.colour("border"), linewidth=0.8)

    def label_axis(self, axes: Axes, labels: Sequence[str], beside: float = 40) -> None:
        """As many of the labels below as there is room for, from the first on; `beside` is what stands at the left."""
        widest = max((self.text_width(one) for one in labels), default=0) + 14
        room = max(1, int((self.width - 2 * PAD - beside) // widest))
        step = max(1, -(-len(labels) // room))
        places = list(range(0, len(labels), step))
        axes.set_xticks(places, [labels[place] for place in places])
        self.dress(axes.get_xticklabels())

    def dress(self, texts: Sequence[object]) -> None:
        """Give axis labels the font and take formulas out of them."""
        for one in texts:
            one.set_fontproperties(self.look.font(_TEXT))  # type: ignore[attr-defined]
            one.set_parse_math(False)  # type: ignore[attr-defined]

    def fit(self, *axes: Axes) -> None:
        """Make the axes as large as they can be with everything they write still on the sheet."""
        wanted = Bbox.from_extents(PAD, self.bottom, self.width - PAD, self.height - self.top)
        for _round in range(3):
            renderer = self.canvas.get_renderer()
            boxes = [box for one in axes if (box := one.get_tightbbox(renderer)) is not None]
            drawn = Bbox(Bbox.union(boxes).get_points() / self.scale)
            inner = axes[0].get_window_extent(renderer)
            inner = Bbox(inner.get_points() / self.scale)
            left, low = wanted.x0 + inner.x0 - drawn.x0, wanted.y0 + inner.y0 - drawn.y0
            right, high = wanted.x1 - (drawn.x1 - inner.x1), wanted.y1 - (drawn.y1 - inner.y1)
            width, height = max(right - left, 20.0), max(high - low, 20.0)
            room = (left / self.width, low / self.height, width / self.width, height / self.height)
            is_fitted = max(map(abs, map(sub, room, axes[0].get_position().bounds))) < _SAME
            for one in axes:
                one.set_position(room)
            if is_fitted:
                return

    def hit(self, axes: Axes, box: tuple[float, float, float, float], words: str, key: str = "") -> None:
        """Remember that this box of data (x0, y0, x1, y1) says these words. After `fit`."""
        (x0, y0), (x1, y1) = axes.transData.transform([(box[0], box[1]), (box[2], box[3])]) / self.scale
        left, right = sorted((float(x0), float(x1)))
        low, high = sorted((float(y0), float(y1)))
        self.hits.append(Hit(left, self.height - high, right, self.height - low, words, key))

    def column_hits(self, axes: Axes, words: Sequence[str]) -> None:
        """Every label's whole column says the words at its place."""
        low, high = axes.get_ylim()
        for place, one in enumerate(words):
            self.hit(axes, (place - 0.5, low, place + 0.5, high), one, self.key(place))

    def key(self, place: int) -> str:
        """The key of a label."""
        return self.figures.keys[place] if place < len(self.figures.keys) else ""

    @property
    def currency(self) -> str:
        """The currency of the amounts."""
        return self.figures.currency

    def exact(self, series: Series, place: int) -> str:
        """A value in full."""
        return exact_number(series.values[place], series.unit, self.currency)

    def text_width(self, text: str, pixels: int = _TEXT, *, strong: bool = False) -> float:
        """How wide a text is, in design pixels."""
        key = (self.look.families, strong and self.look.has_bold, pixels, self.scale, text)
        if (known := _widths.get(key)) is not None:
            return known
        drawn = self.figure.text(0, 0, text, fontproperties=self.look.font(pixels, strong=strong), parse_math=False)
        width = drawn.get_window_extent(self.canvas.get_renderer()).width / self.scale
        drawn.remove()
        if len(_widths) >= _REMEMBERED:
            _widths.clear()
        return _widths.setdefault(key, float(width))

    def wrapped(self, text: str, pixels: int, *, strong: bool = False) -> list[str]:
        """The text in lines that fit; Chinese may break anywhere, other writing between words."""
        room, lines, line = self.width - 2 * PAD, [], ""
        for word in _words(text):
            if line and self.text_width((line + word).rstrip(), pixels, strong=strong) > room:
                lines.append(line.rstrip())
                line = word.lstrip()
            else:
                line += word
        return [*lines, line.rstrip()]

    def _wrapped(self, text: str, top: float, role: str, pixels: int, *, strong: bool = False) -> float:
        lines = self.wrapped(text, pixels, strong=strong)
        for number, line in enumerate(lines):
            self._write(line, PAD, top + number * _LINE, role, pixels, strong=strong)
        return len(lines) * _LINE

    def _footed(self, text: str) -> float:
        lines = self.wrapped(text, _TEXT)
        for number, line in enumerate(reversed(lines)):
            self._write(line, PAD, self.height - self.bottom - number * _LINE, "text3", _TEXT, stand="bottom")
        return len(lines) * _LINE

    def _write(
        self, text: str, left: float, top: float, role: str, pixels: int, *, strong: bool = False, stand: str = "top"
    ) -> None:
        self.figure.text(
            left / self.width, 1 - top / self.height, text, color=self.colour(role), va=stand, ha="left",
            fontproperties=self.look.font(pixels, strong=strong), parse_math=False,
        )  # fmt: skip


def draw_boxes(axes: Axes, boxes: Sequence[_Box], colours: Any) -> None:
    """Boxes (x0, y0, x1, y1) of the axes' data, all of one colour or each of its own, as one thing: matplotlib takes
    half a millisecond for every bar that stands by itself.
    """
    corners = [[(x0, y0), (x0, y1), (x1, y1), (x1, y0)] for x0, y0, x1, y1 in boxes]
    drawn = PolyCollection(corners, facecolors=colours, linewidths=0)
    drawn.sticky_edges.x.extend({box[0] for box in boxes})  # no margin beside what bars stand on
    drawn.sticky_edges.y.extend({box[1] for box in boxes})
    axes.add_collection(drawn)


def without_names(axes: Axes) -> None:
    """Look for no place for a label that is not there: that means measuring what stands at every tick again."""
    axes.xaxis.set_label_coords(0.5, 0)
    axes.yaxis.set_label_coords(0, 0.5)


def shortened(sheet: Sheet, text: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than `room` design pixels."""
    if sheet.text_width(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if sheet.text_width(text[:middle] + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def _words(text: str) -> list[str]:
    """Pieces a line may be broken between; signs that end a sentence stay with what is before them."""
    found: list[str] = []
    for sign in text:
        goes_on = found and not found[-1].endswith(" ") and not _is_wide(sign) and not _is_wide(found[-1][-1])
        if goes_on or (found and sign in _CLOSING):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _is_wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\uffef"
