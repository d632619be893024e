"""What this computer remembers about the Orders page between two starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSettings

from services import paths
from ui.table.saved_views import SavedViews


class KeptState:
    """Columns, sort, row height, saved views, and what is open; not part of the shop file."""

    def __init__(self, settings: QSettings | None = None) -> None:
        file = str(paths.data_dir() / "pages.ini")
        self._settings = settings if settings is not None else QSettings(file, QSettings.Format.IniFormat)

    def saved_views(self) -> SavedViews:
        """The named views of the list."""
        return SavedViews(self._views, self._keep_views)

    def table(self) -> dict[str, Any]:
        """The columns as `PagedView.save_state` gave them; empty at first."""
        return self._read("orders/table")

    def keep_table(self, state: Mapping[str, Any]) -> None:
        """Remember columns, widths and row height."""
        self._settings.setValue("orders/table", json.dumps(dict(state)))

    def sort(self) -> tuple[tuple[str, bool], ...]:
        """The sort the list was left with."""
        stored = self._read("orders/sort").get("sort", [])
        return tuple((str(part[0]), bool(part[1])) for part in stored if isinstance(part, list) and len(part) == 2)

    def keep_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Remember the sort."""
        self._settings.setValue("orders/sort", json.dumps({"sort": [list(part) for part in sort]}))

    def is_on(self, what: str, otherwise: bool = False) -> bool:
        """Whether something (``detail``, ``folded``) was on."""
        return str(self._settings.value(f"orders/{what}", otherwise)).lower() == "true"

    def keep(self, what: str, on: bool) -> None:
        """Remember whether something is on."""
        self._settings.setValue(f"orders/{what}", "true" if on else "false")

    def _views(self) -> str | None:
        value = self._settings.value("orders/views")
        return str(value) if value else None

    def _keep_views(self, text: str) -> None:
        self._settings.setValue("orders/views", text)

    def _read(self, key: str) -> dict[str, Any]:
        try:
            stored = json.loads(str(self._settings.value(key) or "{}"))
        except ValueError:
            return {}
        return stored if isinstance(stored, dict) else {}
