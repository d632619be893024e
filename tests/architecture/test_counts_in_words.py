"""A count in a sentence has its separators: “3,989 orders”. `counted` sees to it, whoever writes the sentence."""

from __future__ import annotations

from tests.architecture.source_tree import Source, called_name, calls, snippet, sources


def counts_said_by_hand(source: Source) -> list[str]:
    """Where the form for a count is chosen without `counted`, so that filling the count in may forget separators."""
    return [f"{source.path}:{call.lineno}" for call in calls(source) if called_name(call) == "translate_plural"]


def test_counts_are_said_with_their_separators() -> None:
    found = [place for source in sources("ui") for place in counts_said_by_hand(source)]
    assert found == [], "say it with services.messages.counted"


def test_a_count_said_by_hand_is_found() -> None:
    assert counts_said_by_hand(snippet("ui/a.py", "translate_plural(*FORMS, n).format(count=n)")) == ["ui/a.py:1"]
    assert counts_said_by_hand(snippet("ui/a.py", "counted(FORMS, n)")) == []
