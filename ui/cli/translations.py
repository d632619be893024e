"""``dev i18n``: every text of the program into the catalogues, and the catalogues compiled.

The result depends on the source alone: no dates, no line numbers, no paths of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from services.exporting.files import replacing
from services.i18n import DOMAIN, LANGUAGES

_FOLDERS = ("models", "services", "ui")
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "NN_": (1, 2), "ngettext": (1, 2)}
_SOURCE = "en"
_WITHOUT_DATE = datetime(2000, 1, 1, tzinfo=UTC)


class _Catalogue(Catalog):
    """A catalogue whose header names no tool, so that another version of Babel writes the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        headers: list[tuple[str, str]] = super().mime_headers
        return [header for header in headers if header[0] not in ("Generated-By", "Report-Msgid-Bugs-To")]


def update(root: Path) -> dict[str, int]:
    """Write the template and all catalogues below `root`; returns how many texts each language still lacks."""
    folder = root / "resources" / "i18n"
    template = extract(root)
    _write(template, folder / f"{DOMAIN}.pot")
    missing: dict[str, int] = {}
    for language in LANGUAGES:
        catalogue = _updated(folder / language / f"{DOMAIN}.po", template, language)
        _write(catalogue, folder / language / f"{DOMAIN}.po")
        write_compiled(catalogue, folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo")
        missing[language] = sum(not _is_translated(entry.string) for entry in catalogue if entry.id)
    return missing


def extract(root: Path) -> Catalog:
    """Every text marked for translation in the program below `root`, with the files it stands in."""
    template = _empty(None)
    for file, line, texts, comments in _texts(root):
        template.add(texts, locations=[(file, line)], auto_comments=comments)
    return template


def content(catalogue: Catalog) -> bytes:
    """A catalogue as the text of its .po or .pot file."""
    written = BytesIO()
    write_po(written, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return written.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as its .mo file, which the running program reads."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def _texts(root: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], list[str]]]:
    for path in _sources(root):
        method = "jinja2" if path.suffix == ".html" else "python"
        name = path.relative_to(root).as_posix()
        found = extract_from_file(method, path, keywords=_KEYWORDS, comment_tags=("Translators:",))
        for line, texts, comments, _context in found:
            if texts:
                yield name, line, texts, comments


def _sources(root: Path) -> list[Path]:
    found = [root / "main.py"] if (root / "main.py").is_file() else []
    for folder in _FOLDERS:
        found += sorted((root / folder).rglob("*.py"))
    return found + sorted((root / "resources" / "templates").glob("*.html"))


def _updated(path: Path, template: Catalog, language: str) -> Catalog:
    """The template with the translations known so far; English says what the source says."""
    known = read(path, language) if path.is_file() else _empty(language)
    catalogue = _empty(language)
    for entry in template:
        if entry.id:
            text = entry.id if language == _SOURCE else _known(known, entry)
            catalogue.add(entry.id, text, entry.locations, auto_comments=entry.auto_comments)
    return catalogue


def _known(known: Catalog, entry: Message) -> str | tuple[str, ...]:
    found = known.get(entry.id)
    has_forms = isinstance(entry.id, tuple)
    if found is None or "fuzzy" in found.flags or isinstance(found.string, str) == has_forms:
        return ("",) * known.num_plurals if has_forms else ""
    return found.string if isinstance(found.string, str) else tuple(found.string or ())


def read(path: Path, language: str) -> Catalog:
    """The catalogue of a .po file."""
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    catalogue = _empty(language)
    for entry in found:
        if entry.id:
            catalogue.add(entry.id, entry.string, entry.locations, entry.flags, entry.auto_comments)
    return catalogue


def _empty(language: str | None) -> Catalog:
    return _Catalogue(
        locale=language,
        project="Zhanggui",
        version="1",
        header_comment="# Texts of Zhanggui.",
        creation_date=_WITHOUT_DATE,
        revision_date=_WITHOUT_DATE,
        last_translator="Zhanggui",
        language_team="Zhanggui",
        charset="utf-8",
        fuzzy=False,
    )


def _write(catalogue: Catalog, path: Path) -> None:
    with replacing(path) as part:
        part.write_bytes(content(catalogue))


def write_compiled(catalogue: Catalog, path: Path) -> None:
    """Write the .mo file of a catalogue."""
    with replacing(path) as part:
        part.write_bytes(compiled(catalogue))


def _is_translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text or ()))
