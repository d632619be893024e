"""The actions every window has: going to pages, search, shortcuts, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.i18n import N_, _
from ui.actions import ActionSpec
from ui.page import PageSpec


@dataclass(frozen=True)
class UndoCalls:
    """How the window takes back: texts of the next step (None: nothing), and the steps."""

    undo_text: Callable[[], str | None]
    redo_text: Callable[[], str | None]
    undo: Callable[[], object]
    redo: Callable[[], object]


def page_actions(pages: Sequence[PageSpec], navigate: Callable[[str], object]) -> list[ActionSpec]:
    """One action ``go.<page>`` for each page; the first nine of the main group get Ctrl+1…9."""
    numbered = [spec.key for spec in pages if spec.section == "main"][:9]
    made = []
    for spec in pages:
        keys = spec.shortcut or (f"Ctrl+{numbered.index(spec.key) + 1}" if spec.key in numbered else "")
        go = _Go(navigate, spec.key)
        made.append(ActionSpec(f"go.{spec.key}", spec.title, go, spec.icon, keys, group=N_("Go to")))
    return made


def frame_actions(
    palette: Callable[[], object],
    manual: Callable[[], object],
    sheet: Callable[[], object],
    fold: Callable[[], object],
) -> list[ActionSpec]:
    """Search, the manual, the shortcut sheet, and folding the sidebar."""
    return [
        ActionSpec("window.palette", N_("Search everything"), palette, "magnifying-glass", "Ctrl+K", palette=False),
        ActionSpec("window.manual", N_("Manual"), manual, "book-open", "F1", over_dialogs=True),
        ActionSpec("window.shortcuts", N_("Keyboard shortcuts"), sheet, "keyboard", "?", ("Ctrl+/",)),
        ActionSpec("window.sidebar", N_("Fold the sidebar"), fold, "list", "Ctrl+B"),
    ]


def undo_actions(calls: UndoCalls) -> list[ActionSpec]:
    """Undo and redo, each with the name of what it would take back or do again."""
    return [
        ActionSpec(
            "edit.undo",
            N_("Undo"),
            calls.undo,
            "arrow-u-up-left",
            "Ctrl+Z",
            group=N_("Edit"),
            enabled=lambda: calls.undo_text() is not None,
            words=_named(N_("Undo"), N_("Undo: {what}"), calls.undo_text),
        ),
        ActionSpec(
            "edit.redo",
            N_("Redo"),
            calls.redo,
            "arrow-u-up-right",
            "Ctrl+Shift+Z",
            ("Ctrl+Y",),
            group=N_("Edit"),
            enabled=lambda: calls.redo_text() is not None,
            words=_named(N_("Redo"), N_("Redo: {what}"), calls.redo_text),
        ),
    ]


@dataclass(frozen=True)
class _Go:
    navigate: Callable[[str], object]
    key: str

    def __call__(self) -> object:
        return self.navigate(self.key)


def _named(plain: str, template: str, words: Callable[[], str | None]) -> Callable[[], str]:
    def shown() -> str:
        what = words()
        return _(template).format(what=what) if what else _(plain)

    return shown
