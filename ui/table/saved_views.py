"""Views of a table the user has named: what is shown, filtered and sorted, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.types import Filter, TableRequest


@dataclass(frozen=True)
class SavedView:
    """A name, the request, and the columns, widths and row height that go with it."""

    name: str
    request: TableRequest
    arrangement: Mapping[str, Any] = field(default_factory=dict)


class SavedViews:
    """The named views of one table. `get` reads the stored JSON (``None``: nothing yet), `put` stores it."""

    def __init__(self, get: Callable[[], str | None], put: Callable[[str], None]) -> None:
        self._get = get
        self._put = put

    def all(self) -> list[SavedView]:
        """Every view, in the order they were saved; what cannot be read is left out."""
        text = self._get()
        try:
            stored = json.loads(text) if text else []
        except ValueError:
            return []
        return [view for view in map(_from_json, stored if isinstance(stored, list) else []) if view is not None]

    def find(self, name: str) -> SavedView | None:
        """The view of this name."""
        return next((view for view in self.all() if view.name == name), None)

    def save(self, view: SavedView) -> None:
        """Keep the view; one of the same name is replaced where it stands."""
        views = self.all()
        places = [place for place, old in enumerate(views) if old.name == view.name]
        if places:
            views[places[0]] = view
        else:
            views.append(view)
        self._store(views)

    def remove(self, name: str) -> None:
        """Forget the view of this name."""
        self._store([view for view in self.all() if view.name != name])

    def rename(self, name: str, new_name: str) -> None:
        """Give the view another name; a view that had it before is replaced."""
        views = [view for view in self.all() if view.name != new_name or name == new_name]
        self._store([SavedView(new_name, old.request, old.arrangement) if old.name == name else old for old in views])

    def _store(self, views: list[SavedView]) -> None:
        self._put(json.dumps([_to_json(view) for view in views], ensure_ascii=False))


def _to_json(view: SavedView) -> dict[str, Any]:
    request = view.request
    return {
        "name": view.name,
        "search": request.search,
        "view": request.view,
        "filters": [[one.key, one.operator, list(one.values)] for one in request.filters],
        "sort": [list(part) for part in request.sort],
        "arrangement": dict(view.arrangement),
    }


def _from_json(stored: Any) -> SavedView | None:
    try:
        request = TableRequest(
            str(stored["search"]),
            str(stored["view"]),
            tuple(
                Filter(str(key), str(operator), tuple(map(str, values))) for key, operator, values in stored["filters"]
            ),
            tuple((str(key), bool(descending)) for key, descending in stored["sort"]),
        )
        return SavedView(str(stored["name"]), request, dict(stored["arrangement"]))
    except (KeyError, TypeError, ValueError):
        return None
