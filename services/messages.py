"""A message is a code with parameters until the moment somebody reads it.

Whatever is stored, journaled or passed between threads is a `Message`; the sentence is
made by `render` in the language that is on, so history reads in whichever language the
user has today. No sentence is assembled from fragments anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from services import i18n
from services.shown_names import shown_name

Param: TypeAlias = Union[str, int, float, "Message", tuple[str, ...], None]


@dataclass(frozen=True, slots=True)
class Message:
    """An English template with named fields, and what goes into them.

    `template` is the gettext key; `plural` its plural form, chosen by ``params["count"]``.
    """

    template: str
    params: Mapping[str, Param] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        return render(self)


def message(template: str, /, **params: Param) -> Message:
    """A message with one form; the template must be marked with `i18n.N_` where it is written."""
    return Message(template, params)


def plural_message(forms: tuple[str, str], count: int, /, **params: Param) -> Message:
    """A message whose wording depends on `count`; `forms` come from `i18n.NN_`."""
    return Message(forms[0], {"count": count, **params}, forms[1])


def counted(forms: tuple[str, str], count: int, /, **params: Param) -> str:
    """The form for `count` of a pair marked with `NN_`, filled in, in the current language."""
    return render(plural_message(forms, count, **params))


def render(value: Message) -> str:
    """The sentence, in the current language; values that are messages are rendered too."""
    if value.plural is None:
        template = i18n.translate(value.template)
    else:
        count = value.params.get("count", 0)
        template = i18n.translate_plural(value.template, value.plural, count if isinstance(count, int) else 0)
    if not value.params:
        return template
    return template.format(**{key: _shown(param) for key, param in value.params.items()})


def to_json(value: Message) -> dict[str, object]:
    """The message as plain JSON values, to be stored in the shop file."""
    stored: dict[str, object] = {"t": value.template}
    if value.plural is not None:
        stored["p"] = value.plural
    if value.params:
        stored["v"] = {
            key: {"m": to_json(param)} if isinstance(param, Message) else _text(param)
            for key, param in value.params.items()
        }
    return stored


def from_json(stored: Mapping[str, object]) -> Message:
    """The message that `to_json` stored."""
    raw = stored.get("v", {})
    params: dict[str, Param] = {}
    if isinstance(raw, Mapping):
        for key, param in raw.items():
            if isinstance(param, Mapping) and isinstance(param.get("m"), Mapping):
                params[key] = from_json(param["m"])
            elif isinstance(param, list):
                params[key] = tuple(str(item) for item in param)
            elif param is None or isinstance(param, str | int | float):
                params[key] = param
    plural = stored.get("p")
    return Message(str(stored["t"]), params, plural if isinstance(plural, str) else None)


def _text(param: Param) -> object:
    """A value without what no shop and no window takes as text: names of files can have it."""
    if isinstance(param, tuple):
        return [shown_name(one) for one in param]
    return shown_name(param) if isinstance(param, str) else param


def _shown(param: Param) -> object:
    if isinstance(param, Message):
        return render(param)
    if isinstance(param, tuple):
        return i18n.join_list([shown_name(one) for one in param])
    if isinstance(param, int) and not isinstance(param, bool):
        return i18n.Grouped(param)
    return _text(param) if param is not None else "—"
