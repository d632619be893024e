"""Tones of posts, and a time as it is typed."""

from __future__ import annotations

from services.types import PostState

STATE_TONES = {
    PostState.IDEA: "grey", PostState.DRAFT: "amber", PostState.POSTED: "green", PostState.DROPPED: "grey",
}  # fmt: skip
_OUTLET_TONES = {
    "xiaohongshu": "red", "douyin": "violet", "wechat": "green", "taobao_feed": "amber", "instagram": "blue",
}  # fmt: skip


def outlet_tone(outlet: str) -> str:
    """The tone of a platform's dot."""
    return _OUTLET_TONES.get(outlet, "grey")


def parse_minute(typed: str) -> int | None:
    """``15:00``, ``15`` or full-width colons as the minute of the day; None where it is no time."""
    hour, colon, minute = typed.strip().replace("\uff1a", ":").partition(":")
    parts = (hour, minute) if colon else (hour, "0")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    found = int(parts[0]) * 60 + int(parts[1])
    return found if int(parts[0]) < 24 and int(parts[1]) < 60 else None
