"""What this computer remembers about a page's list between two starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSettings

from services import paths
from ui.table.saved_views import SavedViews


class KeptTable:
    """Columns, sort, row height, saved views and what is open, under the key of a page; not part of the shop file."""

    def __init__(self, page: str, settings: QSettings | None = None) -> None:
        self._page = page
        file = str(paths.data_dir() / "pages.ini")
        self._settings = settings if settings is not None else QSettings(file, QSettings.Format.IniFormat)

    def saved_views(self) -> SavedViews:
        """The named views of the list."""
        return SavedViews(self._views, self._keep_views)

    def table(self) -> dict[str, Any]:
        """The columns as `PagedView.save_state` gave them; empty at first."""
        return self._read(f"{self._page}/table")

    def keep_table(self, state: Mapping[str, Any]) -> None:
        """Remember columns, widths and row height."""
        self._settings.setValue(f"{self._page}/table", json.dumps(dict(state)))

    def sort(self) -> tuple[tuple[str, bool], ...]:
        """The sort the list was left with."""
        stored = self._read(f"{self._page}/sort").get("sort", [])
        return tuple((str(part[0]), bool(part[1])) for part in stored if isinstance(part, list) and len(part) == 2)

    def keep_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Remember the sort."""
        self._settings.setValue(f"{self._page}/sort", json.dumps({"sort": [list(part) for part in sort]}))

    def is_on(self, what: str, otherwise: bool = False) -> bool:
        """Whether something (``detail``, ``folded``) was on."""
        return str(self._settings.value(f"{self._page}/{what}", otherwise)).lower() == "true"

    def keep(self, what: str, on: bool) -> None:
        """Remember whether something is on."""
        self._settings.setValue(f"{self._page}/{what}", "true" if on else "false")

    def text(self, what: str) -> str:
        """A text that was kept, or nothing."""
        return str(self._settings.value(f"{self._page}/{what}") or "")

    def keep_text(self, what: str, text: str) -> None:
        """Remember a text."""
        self._settings.setValue(f"{self._page}/{what}", text)

    def _views(self) -> str | None:
        value = self._settings.value(f"{self._page}/views")
        return str(value) if value else None

    def _keep_views(self, text: str) -> None:
        self._settings.setValue(f"{self._page}/views", text)

    def _read(self, key: str) -> dict[str, Any]:
        try:
            stored = json.loads(str(self._settings.value(key) or "{}"))
        except ValueError:
            return {}
        return stored if isinstance(stored, dict) else {}
