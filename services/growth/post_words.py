"""Words and values of posts: their states, and the platforms they go to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from models.enums.growth import PostState
from services import settings
from services.errors import Invalid
from services.i18n import N_, translate
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

POST_STATES: Mapping[PostState, str] = {
    PostState.IDEA: N_("Idea"),
    PostState.DRAFT: N_("Draft"),
    PostState.POSTED: N_("Published"),
    PostState.DROPPED: N_("Dropped"),
}
OUTLETS: Mapping[str, str] = {
    "xiaohongshu": N_("Xiaohongshu"),
    "douyin": N_("Douyin videos"),
    "wechat": N_("WeChat account"),
    "taobao_feed": N_("Taobao feed"),
    "instagram": N_("Instagram"),
}
"""The platforms offered where nobody made a list, by their codes; others are the owner's own words."""
MOST_OUTLETS, LONGEST_NAME = 30, 40


def outlet_words(outlet: str) -> str:
    """What a platform is called in the language that is on."""
    return translate(OUTLETS[outlet]) if outlet in OUTLETS else outlet


def outlets(connection: Connection) -> tuple[str, ...]:
    """The platforms offered for a post, in the owner's order."""
    kept: list[str] = settings.read(connection, settings.OUTLETS)
    return tuple(kept) or tuple(OUTLETS)


@command("growth.set_outlets", N_("Platforms of posts"))
def set_outlets(uow: UnitOfWork, names: Sequence[str]) -> None:
    """Offer these platforms, by code or name in any language of ours; posts keep theirs. None: the usual ones again."""
    kept = list(dict.fromkeys(_code(name.strip()) for name in names if name.strip()))
    long = next((one for one in kept if len(one) > LONGEST_NAME), None)
    if long is not None:
        reason = message(N_("it may have {most} characters at most"), most=LONGEST_NAME)
        raise Invalid(field=message(N_("Platforms")), value=long, reason=reason)
    if len(kept) > MOST_OUTLETS:
        reason = message(N_("there may be {most} at most"), most=MOST_OUTLETS)
        raise Invalid(field=message(N_("Platforms")), value=str(len(kept)), reason=reason)
    settings.keep(uow, settings.OUTLETS, [] if tuple(kept) == tuple(OUTLETS) else kept)


def _code(name: str) -> str:
    """The code of a platform that was typed by its name; any other name as it stands."""
    return next((code for code, words in OUTLETS.items() if name in (code, words, translate(words))), name)
