"""Sentences with a count in them."""

from __future__ import annotations

from services.messages import Param, plural_message


def counted(forms: tuple[str, str], count: int, **more: Param) -> str:
    """The form for `count` of a pair marked with `NN_`, in the current language."""
    return str(plural_message(forms, count, **more))
