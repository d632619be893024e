"""The spaces between and around widgets, in device-independent pixels: ``row.setSpacing(space.S)``.

They stand in ``resources/themes/measures.toml``, are the same in every theme and are read once. A layout takes one of
them, or a sum in which every part has a name: an icon's width, then a space.
"""

from __future__ import annotations

from typing import Final

from ui.theme import tokens

_SPACES = tokens.measures()["space"]

XXS: Final[int] = _SPACES["xxs"]
"""Between the lines of one thing: a caption and its value, a name and what is said about it."""
XS: Final[int] = _SPACES["xs"]
S: Final[int] = _SPACES["s"]
"""Between the controls of a row."""
M: Final[int] = _SPACES["m"]
"""Between the fields of a form, and between the cards of a page."""
L: Final[int] = _SPACES["l"]
"""Around what stands in a card."""
XL: Final[int] = _SPACES["xl"]
"""Around a page."""
XXL: Final[int] = _SPACES["xxl"]
XXXL: Final[int] = _SPACES["xxxl"]

HAIRLINE: Final[int] = tokens.measures()["size"]["hairline"]
"""No space of the scale: what a card leaves free for the line it draws at its own edge."""
