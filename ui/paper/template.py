"""The HTML a paper is made from: the bundled templates and the user's own copies.

A template is Jinja2 with four blocks: ``style`` (CSS for all of it), ``header`` and
``footer`` (on every page, told ``page`` and ``pages``) and ``body`` (what flows from page
to page). Lengths may be given in mm, pt or px. A file in ``templates`` in the data folder
wins over the bundled one of the same name; ``pick_list-something.html`` is one more choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from services import i18n, paths
from services.errors import TemplateProblem
from services.exporting.files import replacing
from services.i18n import N_
from services.messages import counted, message
from ui.paper import marks
from ui.paper.document import LOGO
from ui.paper.kinds import PaperKind
from ui.paper.size import units

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(mm|pt|px)\b")
# What an expression in somebody's template can raise. Anything else is a bug of ours.
_MISTAKES = (
    jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template that can be chosen: its file, and whether the user made it. `name` is the file's without ``.html``."""

    name: str
    path: Path
    own: bool


def user_templates_dir() -> Path:
    """Where the user's own templates are looked for."""
    return paths.data_dir() / "templates"


def choices(kind: PaperKind) -> tuple[TemplateChoice, ...]:
    """The templates for one kind of paper, the standard one first."""
    found = {kind.value: TemplateChoice(kind.value, _bundled(kind), False)}
    for path in sorted(user_templates_dir().glob(f"{kind.value}*.html")):
        if path.stem == kind.value or path.stem.startswith(f"{kind.value}-"):
            found[path.stem] = TemplateChoice(path.stem, path, True)
    return tuple(found.values())


def load(kind: PaperKind, name: str | None = None) -> PaperTemplate:
    """The template called `name`, or the standard one; TemplateProblem where it is missing or broken."""
    wanted = name or kind.value
    for choice in choices(kind):
        if choice.name == wanted:
            return PaperTemplate(choice.path)
    raise TemplateProblem(file=f"{wanted}.html", reason=message(N_("there is no such template")))


def load_bundled(kind: PaperKind) -> PaperTemplate:
    """The program's own template, whatever lies in the user's folder."""
    return PaperTemplate(_bundled(kind))


def copy_to_change(kind: PaperKind, name: str | None = None) -> TemplateChoice:
    """Put a copy of a template into the user's folder, to be changed there. CannotWrite where that fails.

    The copy is one more choice beside its original, never in the place of another file.
    """
    original = next((one for one in choices(kind) if one.name == (name or kind.value)), None)
    source = original.path if original is not None else _bundled(kind)
    folder = user_templates_dir()
    number = 1
    while (copy := folder / f"{kind.value}-{number}.html").exists():
        number += 1
    with replacing(copy) as part:
        part.write_bytes(source.read_bytes())
    return TemplateChoice(copy.stem, copy, True)


def _bundled(kind: PaperKind) -> Path:
    return paths.resources() / "templates" / f"{kind.value}.html"


class PaperTemplate:
    """One template file, compiled. Texts in it are translated with ``_`` and ``ngettext``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._template = _environment(path.parent).get_template(path.name)
        except jinja2.TemplateSyntaxError as error:
            raise self._problem(error.message or "", error.lineno) from error
        except (OSError, UnicodeDecodeError, jinja2.TemplateNotFound) as error:
            raise self._problem(str(error), None) from error
        if "body" not in self._template.blocks:
            raise TemplateProblem(file=path.name, reason=message(N_("it has no block named “body”")))

    def has(self, block: str) -> bool:
        """Whether the template has a block of this name."""
        return block in self._template.blocks

    def render(self, block: str, values: Mapping[str, object]) -> str:
        """The HTML of one block, lengths turned into layout units; nothing where the template has no such block."""
        part = self._template.blocks.get(block)
        if part is None:
            return ""
        try:
            html = "".join(part(self._template.new_context(dict(values))))
        except _MISTAKES as error:
            raise self._problem(str(error), self._line_of(error)) from error
        return html

    def _line_of(self, error: BaseException) -> int | None:
        frame, line = error.__traceback__, None
        while frame is not None:
            if frame.tb_frame.f_globals.get("__jinja_template__") is self._template:
                line = self._template.get_corresponding_lineno(frame.tb_lineno)
            frame = frame.tb_next
        return line

    def _problem(self, reason: str, line: int | None) -> TemplateProblem:
        if line is None:
            return TemplateProblem(file=self.path.name, reason=reason)
        return TemplateProblem(file=self.path.name, reason=message(N_("line {line}: {what}"), line=line, what=reason))


class _ReadAgainWhenChanged(jinja2.FileSystemLoader):
    """Compares what files hold: their time says nothing of two changes within the same second on a stick."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        text, name, _is_as_old = super().get_source(environment, template)
        return text, name, lambda: _holds(Path(name), text)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8-sig") == text
    except (OSError, UnicodeDecodeError):
        return False


@lru_cache(maxsize=8)
def _environment(folder: Path) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=_ReadAgainWhenChanged(folder, encoding="utf-8-sig"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        {
            "_": _translated,
            "ngettext": _counted,
            "barcode": _barcode,
            "qr": _qr,
            "mark": _mark,
            "tick": _tick,
            "logo_picture": _logo_picture,
        }
    )
    environment.filters["lines"] = _lines
    return environment


def in_units(html: str) -> str:
    """The HTML with every length in its style sheet and its tags turned into layout units."""
    html = re.sub(r"<style>.*?</style>", lambda part: _scaled(part[0], "px"), html, flags=re.DOTALL)
    html = re.sub(r"style=\"[^\"]*\"", lambda part: _scaled(part[0], "px"), html)
    return re.sub(r"(?:width|height|cellpadding)=\"[^\"]*\"", lambda part: _scaled(part[0], ""), html)


@lru_cache(maxsize=512)  # five hundred parcels have one style sheet
def _scaled(text: str, unit: str) -> str:
    return _LENGTH.sub(lambda found: f"{max(1, round(units(float(found[1]), found[2])))}{unit}", text)


def _translated(text: str, **values: object) -> str:
    return i18n.translate(text).format(**values) if values else i18n.translate(text)


def _counted(singular: str, plural: str, count: int) -> str:
    return counted((singular, plural), count)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in str(text).splitlines())


def _barcode(text: str, width: str, height: str) -> Markup:
    return _image(marks.CODE128, text, width, height)


def _qr(text: str, size: str) -> Markup:
    return _image(marks.QR, text, size, size)


def _mark(kind: str, text: str, width: str, height: str) -> Markup:
    """A symbol of this kind, or a QR code where the text does not fit into its bars."""
    number, unit = width[:-2], width[-2:]
    fits = kind != marks.QR and marks.bars_width(kind, text, units(float(number), unit)) > 0
    return _image(kind, text, width, height) if fits else _qr(text, height)


def _tick(size: str) -> Markup:
    return _image(marks.TICK, "", size, size)


def _logo_picture(height: str) -> Markup:
    return Markup('<img src="{}" height="{}">').format(LOGO, height)


def _image(kind: str, text: str, width: str, height: str) -> Markup:
    return Markup('<img src="{}" width="{}" height="{}">').format(marks.source(kind, text), width, height)
