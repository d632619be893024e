"""What is to be done for customers, and which order was sent for a case, without the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.aftersales.views import order_numbered
from services.channels.queries import channels as of_shop
from services.errors import Invalid
from services.shop import Shop
from services.types import CaseKind
from tests.cli.command_line import Cli
from tests.services.customers.buying import bought, channels

PERSON = {"buyer": "anna_1988", "receiver": "Anna", "phone": "13912349591"}
GONE, TO_COME = "2026-03-09", "2199-03-09"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A shop in which Anna bought, and got another parcel for nothing since: N00000 and N00001; the case is C1."""
    with Shop.create(tmp_path / "people.shop") as shop:
        channel, _other = channels(shop)
        free = {"paid_minor": 0, "total_minor": 0, "day": 3}
        first, _second = bought(shop, PERSON | {"channel_id": channel}, PERSON | {"channel_id": channel} | free)
        shop.run(open_case, CaseDraft(CaseKind.RESHIP, first, external_no="C1", override="it came broken"))
        return shop.path


def customer(cli: Cli, shop: Path) -> str:
    answer = cli("list", "customers", "--shop", shop, "--where", "anna", "--columns", "id", "--json")
    return str(answer.json["rows"][0]["id"])


def states(cli: Cli, shop: Path, where: str = "") -> list[tuple[str, str, str | None]]:
    rows = cli("list", "follow_ups", "--shop", shop, "--where", where, "--json").json["rows"]
    return [(row["text"], row["state"], row["result"]) for row in rows]


def test_a_follow_up_is_planned_moved_finished_and_taken_off(cli: Cli, people: Path) -> None:
    anna = customer(cli, people)
    made = cli("follow-up", "add", "--shop", people, "--customer", anna, "--text", "Ring her", "--due", GONE, "--json")
    assert made.code == 0, made.err
    expected = {"customer_id": anna, "due": GONE, "text": "Ring her", "state": "late", "result": None}
    assert made.json == {"id": made.json["id"], **expected}
    same = ("--id", made.json["id"], "--shop", people, "--json")
    assert cli("follow-up", "change", *same, "--due", TO_COME).json["state"] == "open"
    assert cli("follow-up", "change", *same, "--text", "Write her").json["due"] == TO_COME
    assert cli("follow-up", "done", *same, "--result", "She is glad").json["state"] == "done"
    assert states(cli, people, "state:done") == [("Write her", "done", "She is glad")]
    assert cli("follow-up", "reopen", *same).json["result"] is None
    assert cli("undo", "--shop", people).code == 0
    assert states(cli, people) == [("Write her", "done", "She is glad")]
    assert cli("follow-up", "remove", *same).json == {"id": made.json["id"], "removed": True}
    assert states(cli, people) == []
    assert cli("follow-up", "done", *same).code == 2


def test_the_list_of_follow_ups_hides_names_on_a_terminal(cli: Cli, people: Path) -> None:
    anna = customer(cli, people)
    cli("follow-up", "add", "--shop", people, "--customer", anna, "--text", "Ring her", "--due", GONE)
    assert "anna_1988" not in cli("list", "follow_ups", "--shop", people).out
    assert "anna_1988" in cli("list", "follow_ups", "--shop", people, "--json").out


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--customer", "1", "--text", "x"),
        ("add", "--text", "x", "--due", GONE),
        ("add", "--customer", "1", "--due", GONE),
        ("add", "--customer", "4711", "--text", "x", "--due", GONE),
        ("change", "--id", "1"),
        ("done",),
        ("forget", "--id", "1"),
    ],
)
def test_what_a_follow_up_lacks_is_said(cli: Cli, people: Path, words: tuple[str, ...]) -> None:
    assert cli("follow-up", *words, "--shop", people).code == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("follow-up", "done", "--id", "1", "--due", TO_COME), "--due"),
        (("follow-up", "done", "--id", "1", "--text", "x"), "--text"),
        (("follow-up", "change", "--id", "1", "--due", TO_COME, "--result", "x"), "--result"),
        (("follow-up", "reopen", "--id", "1", "--result", ""), "--result"),
        (("follow-up", "remove", "--id", "1", "--text", "x"), "--text"),
        (("follow-up", "remove", "--id", "1", "--customer", "1"), "--customer"),
        (("follow-up", "add", "--customer", "1", "--text", "x", "--due", GONE, "--id", "1"), "--id"),
        (("follow-up", "add", "--customer", "1", "--text", "x", "--due", GONE, "--result", "x"), "--result"),
        (("case", "unlink", "--number", "C1", "--order", "N00001"), "--order"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(cli: Cli, people: Path, words: tuple[str, ...], named: str) -> None:
    anna = customer(cli, people)
    assert cli("follow-up", "add", "--shop", people, "--customer", anna, "--text", "Ring", "--due", GONE).code == 0
    answer = cli(*words, "--shop", people)
    assert (answer.code, f"{named}: it does not go together with {words[1]}" in answer.err) == (2, True), answer.err
    assert states(cli, people) == [("Ring", "late", None)]


def test_an_order_is_linked_to_the_case_it_was_sent_for(cli: Cli, people: Path) -> None:
    linked = cli("case", "link", "--number", "C1", "--order", "N00001", "--shop", people, "--json")
    assert linked.code == 0, linked.err
    assert (linked.json["number"], linked.json["sent_order"]) == ("C1", "N00001")
    assert cli("case", "link", "--number", "C1", "--order", "N00000", "--shop", people).code == 2
    free = cli("case", "unlink", "--number", "C1", "--shop", people, "--json")
    assert (free.code, free.json["sent_order"]) == (0, None)
    assert cli("undo", "--shop", people).code == 0
    assert cli("case", "unlink", "--number", "C1", "--shop", people).code == 0


def test_a_number_of_several_channels_is_refused_until_its_channel_is_named(cli: Cli, people: Path) -> None:
    with Shop.open(people) as shop:
        other = next(one.id for one in shop.ask(of_shop) if one.name == "Pinduoduo B")
        orders = bought(shop, *({"channel_id": other, "external_no": f"N0000{place}"} for place in range(2)))
        shop.run(open_case, CaseDraft(CaseKind.RESHIP, orders[0], external_no="C1", override="it came broken"))
    asked = ("case", "link", "--number", "C1", "--order", "N00001", "--shop", people)
    refused = cli(*asked)
    assert (refused.code, "this case number exists in several channels" in refused.err) == (2, True), refused.err
    assert cli(*asked, "--channel", "nowhere").code == 2
    assert cli(*asked, "--channel", "Taobao A").code == 0
    assert cli("case", "unlink", "--number", "C1", "--shop", people).code == 2
    assert cli("case", "unlink", "--number", "C1", "--channel", "Taobao A", "--shop", people).code == 0
    with Shop.open(people) as shop, pytest.raises(Invalid, match="this order number exists in several channels"):
        shop.ask(order_numbered, "N00001")


def test_a_case_or_order_nobody_knows_is_named(cli: Cli, people: Path) -> None:
    unknown = cli("case", "link", "--number", "C2", "--order", "N00001", "--shop", people)
    assert (unknown.code, "C2" in unknown.err) == (2, True)
    assert cli("case", "link", "--number", "C1", "--order", "N77777", "--shop", people).code == 2
    assert cli("case", "link", "--number", "C1", "--shop", people).code == 2
