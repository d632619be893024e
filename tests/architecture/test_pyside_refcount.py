"""PySide6 6.12.0 drops references to None and True and then aborts; the installed one must not."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Signal

_CALLS = 2000
_TOLERATED = 50


class _Emitter(QObject):
    fired = Signal()
    counted = Signal(int, int)


class _Texts(QStringListModel):
    def data(self, _index: QModelIndex | QPersistentModelIndex, _role: int = 0) -> object:
        return None


def lost_references(value: object, action: Callable[[], object]) -> int:
    """How many references to `value` disappear over many calls of `action`."""
    action()
    before = sys.getrefcount(value)
    for _turn in range(_CALLS):
        action()
    return before - sys.getrefcount(value)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("value", [None, True, False], ids=str)
def test_calls_and_signals_leave_the_references_alone(value: object) -> None:
    emitter, model = _Emitter(), _Texts(["a"])
    emitter.fired.connect(lambda: None)
    emitter.counted.connect(lambda _first, _second: None)
    index = model.index(0, 0)
    actions: tuple[Callable[[], object], ...] = (
        emitter.fired.emit,
        lambda: emitter.counted.emit(1, 2),
        lambda: index.data(3),
        lambda: emitter.blockSignals(False),
        lambda: emitter.setObjectName(""),
    )
    for action in actions:
        assert abs(lost_references(value, action)) < _TOLERATED


def test_a_lost_reference_is_found() -> None:
    value = object()
    held = [value] * (_CALLS + 1)
    assert lost_references(value, held.pop) >= _TOLERATED
