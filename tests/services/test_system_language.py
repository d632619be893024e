"""The language of the computer, also where no variable says it: Windows."""

from __future__ import annotations

import locale

import pytest

from services import i18n


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment as Windows has it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Chinese (Simplified)_China", "zh_CN"),
        ("zh_CN", "zh_CN"),
        ("English_United States", "en"),
        ("German_Germany", "en"),
        (None, "en"),
    ],
)
def test_the_name_windows_has_for_it_is_known(monkeypatch: pytest.MonkeyPatch, said: str | None, language: str) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (said, "cp936"))
    assert i18n.system_language() == language


@pytest.mark.usefixtures("nothing_set")
def test_a_name_nobody_knows_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> tuple[str, str]:
        raise ValueError("unknown locale: xx-XX")

    monkeypatch.setattr(locale, "getlocale", unknown)
    assert i18n.system_language() == "en"


def test_what_the_environment_says_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(locale, "getlocale", lambda: ("English_United States", "1252"))
    assert i18n.system_language() == "zh_CN"
