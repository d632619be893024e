"""Which language is on, and how a text is looked up in it.

English source text is the key (GNU gettext); catalogues live in ``resources/i18n``. The
standard library reads them; Babel extracts and compiles them (``main.py dev i18n``).
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from services import paths, pseudo_translation

LANGUAGES = ("zh_CN", "en")
DOMAIN = "app"

_current = "en"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_listeners: list[Callable[[], None]] = []


def N_(text: str) -> str:
    """Mark a text for extraction; it is translated later, when it is shown."""
    return text


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text with a plural form for extraction."""
    return singular, plural


def _(text: str) -> str:
    """Translate now. For the user interface; services hand out `Message` values instead."""
    return translate(text)


def language() -> str:
    """The language that is on: ``zh_CN`` or ``en``."""
    return _current


def set_language(code: str) -> None:
    """Switch the language and tell everyone who shows text; the lengthened one counts as English."""
    global _current, _catalogue
    if code not in (*LANGUAGES, pseudo_translation.LANGUAGE):
        raise ValueError(f"unknown language {code!r}; known: {', '.join(LANGUAGES)}")
    _current = "en" if code == pseudo_translation.LANGUAGE else code
    is_longer = code == pseudo_translation.LANGUAGE
    _catalogue = pseudo_translation.Lengthened() if is_longer else _catalogue_of(code, paths.resources() / "i18n")
    for listener in tuple(_listeners):
        listener()


@cache
def _catalogue_of(code: str, folder: Path) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, folder, [code], fallback=True)


def on_language_change(listener: Callable[[], None]) -> Callable[[], None]:
    """Call `listener` after every switch; the returned function ends that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def system_language() -> str:
    """The language the computer is set to: Chinese where its locale says so, else English (developers': longer).

    Windows says it nowhere in the environment, but as the name of a language and a country.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value.startswith(pseudo_translation.LANGUAGE):
            return pseudo_translation.LANGUAGE
        if value:
            return _nearest(value)
    try:
        return _nearest(locale.getlocale()[0] or "")
    except ValueError:  # a language the standard library has never heard of
        return "en"


def _nearest(name: str) -> str:
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def translate(text: str) -> str:
    """`text` in the current language, or unchanged where no translation exists."""
    return _catalogue.gettext(text) if text else ""


def translate_plural(singular: str, plural: str, count: int) -> str:
    """The form for `count` in the current language."""
    return _catalogue.ngettext(singular, plural, count)


def join_list(items: Sequence[str]) -> str:
    """Items as a running list: ``a, b, c`` or ``a、b、c``."""
    return ("、" if _current == "zh_CN" else ", ").join(items)


def join_sentences(sentences: Sequence[str]) -> str:
    """Sentences as one text; a Chinese full stop brings its own space."""
    return ("" if _current == "zh_CN" else " ").join(sentences)


class Grouped(int):
    """A count that shows with thousands separators in a sentence (``{count}`` → ``3,989``)."""

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec or ",")
