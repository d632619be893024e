"""The manual on the command line."""

from __future__ import annotations

from tests.cli.command_line import Cli


def test_without_a_page_the_contents_are_printed(cli: Cli) -> None:
    answer = cli("manual", "--lang", "en")
    assert answer.code == 0
    assert "To begin with" in answer.out
    assert "month-close" in answer.out
    assert cli("manual", "--json").json["pages"][0]["page"] == "first-morning"


def test_a_page_is_printed_as_text_in_the_language_asked_for(cli: Cli) -> None:
    english, chinese = cli("manual", "orders", "--lang", "en"), cli("manual", "orders", "--lang", "zh_CN")
    assert english.out.startswith("Orders\n======\n")
    assert "Two orders, one parcel" in english.out
    assert "**" not in english.out
    assert chinese.out.startswith("\u8ba2\u5355\n====\n")
    told = cli("manual", "figures", "--lang", "en", "--json").json
    assert (told["page"], told["title"]) == ("figures", "What each figure means")


def test_an_unknown_page_is_the_persons_to_correct(cli: Cli) -> None:
    answer = cli("manual", "nowhere")
    assert answer.code == 2
    assert "nowhere" in answer.err
