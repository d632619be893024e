"""What this computer remembers about the Orders page between two starts."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from ui.table.kept import KeptTable


class KeptState(KeptTable):
    """Columns, sort, row height, saved views, and what is open; not part of the shop file."""

    def __init__(self, settings: QSettings | None = None) -> None:
        super().__init__("orders", settings)
