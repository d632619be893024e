"""``dev i18n``: every text of the program into the catalogues, and the catalogues compiled.

The result depends on the source alone: no dates, no line numbers, no paths of this machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from services.exporting.files import replacing
from services.i18n import DOMAIN, LANGUAGES

_FOLDERS = ("models", "services", "ui")
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "NN_": (1, 2), "ngettext": (1, 2)}
_WITHOUT_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def update(root: Path) -> dict[str, int]:
    """Write the template and all catalogues below `root`; returns how many texts each language still lacks."""
    folder = root / "resources" / "i18n"
    template = _undated(Catalog(project="Zhanggui", version="1", copyright_holder="Zhanggui", charset="utf-8"))
    for file, line, texts, comments in _texts(root):
        template.add(texts, locations=[(file, line)], auto_comments=comments)
    _write(template, folder / f"{DOMAIN}.pot")
    missing: dict[str, int] = {}
    for language in LANGUAGES:
        catalogue = _updated(folder / language / f"{DOMAIN}.po", template, language)
        _write(catalogue, folder / language / f"{DOMAIN}.po")
        _compile(catalogue, folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo")
        missing[language] = sum(not _is_translated(entry.string) for entry in catalogue if entry.id)
    return missing


def _texts(root: Path) -> Iterator[tuple[str, int, str | tuple[str, ...], list[str]]]:
    for path in _sources(root):
        method = "jinja2" if path.suffix == ".html" else "python"
        name = path.relative_to(root).as_posix()
        found = extract_from_file(method, path, keywords=_KEYWORDS, comment_tags=("Translators:",))
        for line, texts, comments, _context in found:
            yield name, line, texts, comments


def _sources(root: Path) -> list[Path]:
    found = [root / "main.py"] if (root / "main.py").is_file() else []
    for folder in _FOLDERS:
        found += sorted((root / folder).rglob("*.py"))
    return found + sorted((root / "resources" / "templates").glob("*.html"))


def _updated(path: Path, template: Catalog, language: str) -> Catalog:
    if path.is_file():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    else:
        catalogue = Catalog(locale=language, project="Zhanggui", version="1", charset="utf-8")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    return _undated(catalogue)


def _undated(catalogue: Catalog) -> Catalog:
    catalogue.creation_date = catalogue.revision_date = _WITHOUT_DATE
    catalogue.last_translator = catalogue.language_team = "Zhanggui"
    return catalogue


def _write(catalogue: Catalog, path: Path) -> None:
    content = BytesIO()
    write_po(content, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    with replacing(path) as part:
        part.write_bytes(content.getvalue())


def _compile(catalogue: Catalog, path: Path) -> None:
    content = BytesIO()
    write_mo(content, catalogue)
    with replacing(path) as part:
        part.write_bytes(content.getvalue())


def _is_translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text or ()))
