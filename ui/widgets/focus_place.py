"""Which control has the keyboard, said so that a part made anew in the place of another has it at the same place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True)
class FocusPlace:
    """A control by its object name, or as the how-manieth of its kind."""

    kind: type[QWidget]
    name: str
    number: int

    def give(self, parts: Sequence[QWidget]) -> bool:
        """Give the keyboard to the control of this place in `parts`; whether there is one that can have it."""
        alike = _alike(parts, self.kind, self.name)
        heir = alike[self.number] if self.number < len(alike) else None
        if heir is None or not heir.isEnabled():
            return False
        heir.setFocus()
        return True


def focus_place(parts: Sequence[QWidget]) -> FocusPlace | None:
    """Where the keyboard is in `parts`; None where it is elsewhere."""
    focus = QApplication.focusWidget()
    if focus is None or not any(part is focus or part.isAncestorOf(focus) for part in parts):
        return None
    kind, name = type(focus), focus.objectName()
    return FocusPlace(kind, name, _alike(parts, kind, name).index(focus))


def _alike(parts: Sequence[QWidget], kind: type[QWidget], name: str) -> list[QWidget]:
    found = [one for part in parts for one in ([part] if type(part) is kind else []) + part.findChildren(kind, name)]
    return [one for one in found if type(one) is kind and one.objectName() == name]
