"""English as a longer language would be: accents above its vowels and two fifths more of it, to see what is cut off."""

from __future__ import annotations

import gettext
import re

LANGUAGE = "en_XA"
"""What systems call such a language: ``LC_ALL=en_XA python3 main.py`` shows the program in it."""
_ACCENTS = str.maketrans("aeiouyAEIOUYcnCN", "àéîöüÿÀÉÎÖÜÝçñÇÑ")
_KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;)")
_FILLING = " lörém îpsüm dölör sît àmét"


def lengthened(text: str) -> str:
    """The text with accents and 40 % longer; names to be filled in and marks of layout stay as they are."""
    if not text:
        return ""
    parts = [part if place % 2 else part.translate(_ACCENTS) for place, part in enumerate(_KEPT.split(text))]
    more = -(-len(_KEPT.sub("", text)) * 2 // 5)
    filling = (_FILLING * (more // len(_FILLING) + 1))[:more]
    if filling.endswith(" "):
        filling = f"{filling[:-1]}s"
    words, ending = _without_ending("".join(parts))
    return words + filling + ending


class Lengthened(gettext.NullTranslations):
    """A catalogue that lengthens whatever is looked up in it."""

    def gettext(self, message: str) -> str:
        return lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return lengthened(msgid1 if n == 1 else msgid2)


def _without_ending(text: str) -> tuple[str, str]:
    """A text and the signs it ends with, which belong behind the filling."""
    words = text.rstrip(" .:…!?\n")
    return words, text[len(words) :]
