"""Deadlines by rule, what is late, replies, files, and what "Check my data" finds in cases."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from models.aftersales import CaseLine
from services import clock, settings
from services.aftersales import queries, snippets
from services.aftersales.attachments import attach, detach, files_of, keep_all, path_of, small_files
from services.aftersales.commands import edit, intercept, set_blame, wait_for
from services.aftersales.deadlines import DeadlineRule, bundled, fitting, own_rules, set_rules
from services.aftersales.errors import AttachmentRefused
from services.aftersales.goods import Inspection, expect, inspect, receive
from services.aftersales.money import agree, ask
from services.aftersales.paying import pay
from services.aftersales.snippets import PLACES, Snippet, filled, reset_snippet, set_reasons, set_snippet
from services.aftersales.verification import RULES
from services.aftersales.views import case_view, order_numbered
from services.errors import Invalid, NotFound, PictureUnreadable
from services.i18n import N_
from services.integrity import check
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.types import CaseKind, CaseParty, CaseState, Interception, TableRequest
from tests.services.aftersales.conftest import Stall


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


K, S = CaseKind, CaseState
DAY = date(2026, 3, 1)


@command("test.cases.spoil", N_("Test: a count that cannot be"))
def spoil(uow: UnitOfWork, line_id: int) -> None:
    """Put more away than came."""
    uow.get(CaseLine, line_id).good = 99


def test_a_case_waits_as_long_as_the_rule_of_its_platform_and_kind_says(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 1_500)))
    assert stall.case(case).deadline_at == clock.now() + timedelta(hours=120)
    stall.shop.run(agree, case)
    assert stall.case(case).deadline_at == clock.now() + timedelta(hours=168)  # now it waits for the buyer


def test_a_deadline_typed_by_hand_stays(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 1_500)))
    own = clock.now() + timedelta(hours=5)
    stall.shop.run(edit, case, {"deadline_at": own})
    stall.shop.run(agree, case)
    assert stall.case(case).deadline_at == own


def test_the_shops_own_rule_goes_before_those_that_came(stall: Stall) -> None:
    rule = DeadlineRule(12, date(2026, 1, 1), channel_id=stall.channel, kind=str(K.REFUND_ONLY))
    stall.shop.run(set_rules, [rule])
    assert stall.shop.ask(own_rules) == (rule,)
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    assert stall.case(case).deadline_at == clock.now() + timedelta(hours=12)
    with pytest.raises(Invalid):
        stall.shop.run(set_rules, [DeadlineRule(0, DAY)])
    with pytest.raises(Invalid):
        stall.shop.run(set_rules, [DeadlineRule(5, DAY, kind="other")])


@pytest.mark.parametrize(
    ("rules", "hours"),
    [
        ([DeadlineRule(1, DAY)], 1),
        ([DeadlineRule(1, DAY), DeadlineRule(2, DAY, platform="taobao")], 2),
        ([DeadlineRule(1, DAY, kind="exchange"), DeadlineRule(2, DAY, platform="jd")], None),
        ([DeadlineRule(1, date(2026, 2, 1)), DeadlineRule(2, DAY)], 2),
        ([DeadlineRule(1, date(2026, 2, 1)), DeadlineRule(2, date(2026, 4, 1))], 1),
        ([DeadlineRule(1, DAY, is_inferred=True, platform="taobao"), DeadlineRule(2, DAY)], 2),
        ([DeadlineRule(1, DAY, state="waiting_buyer")], None),
    ],
)
def test_the_most_particular_and_newest_rule_holds(rules: list[DeadlineRule], hours: int | None) -> None:
    found = fitting(rules, 1, "taobao", K.REFUND_ONLY, S.WAITING_SELLER, DAY)
    assert (found.hours if found else None) == hours


def test_every_rule_that_comes_with_the_program_is_marked_as_inferred() -> None:
    assert bundled()
    assert all(rule.is_inferred and 0 < rule.hours <= 24 * 30 for rule in bundled())


def test_what_a_courier_owes_is_not_what_buyers_ask_for(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 1_500))
    stall.open(K.REFUND_ONLY, order)
    stall.open(K.COURIER_CLAIM, order, asked_minor=9_000)
    assert stall.shop.ask(queries.overview).asked_minor == 1_500


def test_what_is_late_is_told_with_how_long(stall: Stall) -> None:
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    assert stall.shop.ask(queries.late, clock.now()) == ()
    stall.time.forward(hours=50)
    (found,) = stall.shop.ask(queries.late, clock.now())
    assert (found.id, found.minutes) == (case, 120)
    overview = stall.shop.ask(queries.overview)
    assert (overview.late, overview.soon, overview.asked_minor) == (1, 0, 1_500)
    stall.shop.run(pay, case, account_id=stall.wallet)
    assert stall.shop.ask(queries.late, clock.now()) == ()
    assert stall.shop.ask(queries.overview).refunded_minor == 1_500


def test_counts_of_every_view_agree_with_their_lists(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    kinds = (K.REFUND_ONLY, K.EXCHANGE, K.COURIER_CLAIM, K.COMPENSATION)
    cases = [stall.open(kind, order, override="all at once") for kind in kinds]
    stall.shop.run(wait_for, [cases[0]], S.WAITING_PLATFORM)
    stall.shop.run(agree, cases[3], 100)
    counts = stall.shop.ask(queries.counts)
    for view, count in counts.items():
        rows = stall.shop.table(queries.CASES, TableRequest(view=view), ("external_no",))
        assert len(rows.first.result()) == count, view
        rows.close()
    assert (counts["waiting_platform"], counts["agreed"], counts["waiting_courier"]) == (1, 1, 1)


@pytest.mark.parametrize("typed", ["AS260301-0001", "as260301", "mug"])
def test_a_case_is_found_by_its_number_or_its_product(stall: Stall, typed: str) -> None:
    stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    rows = stall.shop.table(queries.CASES, TableRequest(search=typed), ("external_no",))
    assert len(rows.first.result()) == 1
    rows.close()


def test_replies_are_filled_in_and_say_where_something_is_missing(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 1_500))
    case = stall.open(K.RETURN_AND_REFUND, order)
    texts = {one.key: text for one, text in stall.shop.ask(snippets.filled_all, case)}
    assert "Mug" in texts["sorry"]
    assert "15.00" in texts["agree_return"]
    assert "to: …," in texts["agree_return"]  # nobody has said where goods go back to
    stall.shop.run(settings.change, settings.RETURN_ADDRESS.key, "Road 1")
    assert "to: Road 1," in {one.key: text for one, text in stall.shop.ask(snippets.filled_all, case)}["agree_return"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_reply_names_only_places_that_can_be_filled(stall: Stall, language: str) -> None:
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    for one in stall.shop.ask(snippets.snippets, language):
        assert "{" not in stall.shop.ask(filled, one, case), one.key
        assert one.name


def test_a_reply_is_changed_and_brought_back(stall: Stall) -> None:
    own = Snippet("sorry", "Sorry", "Dear {buyer}, sorry.", "en")
    stall.shop.run(set_snippet, own)
    assert own in stall.shop.ask(snippets.snippets)
    with pytest.raises(Invalid, match=PLACES[0]):
        stall.shop.run(set_snippet, Snippet("sorry", "Sorry", "{nonsense}", "en"))
    stall.shop.run(reset_snippet, "sorry", "en")
    assert own not in stall.shop.ask(snippets.snippets)


def test_the_list_of_reasons_is_the_shops_own_where_it_wrote_one(stall: Stall) -> None:
    brought = stall.shop.ask(snippets.reasons)
    stall.shop.run(set_reasons, ["Broken", " Broken ", "", "Late"])
    assert stall.shop.ask(snippets.reasons) == ("Broken", "Late")
    stall.shop.run(set_reasons, [])
    assert stall.shop.ask(snippets.reasons) == brought


def test_photos_and_papers_stay_with_the_case(stall: Stall, tmp_path: Path) -> None:
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    paper = tmp_path / "bill.PDF"
    paper.write_bytes(b"%PDF-1.4")
    kept = stall.shop.ask(keep_all, stall.shop.path, [png(), paper])
    stall.shop.run(attach, case, kept)
    stall.shop.run(attach, case, kept)  # the same again is there already
    found = stall.shop.ask(files_of, case)
    assert [one.is_picture for one in found] == [True, False]
    assert path_of(stall.shop.path, found[1].kept).read_bytes() == b"%PDF-1.4"
    assert list(stall.shop.ask(small_files, case)) == [found[0].id]
    stall.shop.run(detach, [found[0].id])
    assert len(stall.shop.ask(files_of, case)) == 1


def test_a_file_that_cannot_be_kept_is_refused_by_name(shop: Shop, tmp_path: Path) -> None:
    broken = tmp_path / "photo.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(PictureUnreadable, match=r"photo\.jpg"):
        shop.ask(keep_all, shop.path, [broken])
    with pytest.raises(AttachmentRefused, match=r"gone\.pdf"):
        shop.ask(keep_all, shop.path, [tmp_path / "gone.pdf"])


def test_who_is_to_blame_and_what_is_asked_change_nothing_else(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(set_blame, case, CaseParty.COURIER, CaseParty.COURIER)
    stall.shop.run(ask, case, 2_000)
    stall.shop.run(expect, case, {stall.lines(case)[0].id: 1})
    found = stall.case(case)
    assert (found.blame, found.payer, found.asked_minor, found.state) == (
        CaseParty.COURIER, CaseParty.COURIER, 2_000, S.WAITING_SELLER,
    )  # fmt: skip
    assert stall.shop.ask(case_view, case).expected == 1


def test_an_interception_that_failed_expects_nothing_back(stall: Stall) -> None:
    case = stall.open(K.INTERCEPTION, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(intercept, case, Interception.FAILED)
    assert stall.shop.ask(case_view, case).expected == 0
    with pytest.raises(Invalid, match="nothing came"):
        stall.shop.run(receive, case)


def test_an_order_is_found_by_its_number_for_a_new_case(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 1_500))
    assert stall.shop.ask(order_numbered, f" {stall.order(order).external_no} ") == order
    with pytest.raises(NotFound):
        stall.shop.ask(order_numbered, "nobody")


@pytest.mark.without_undo_check("a line is spoiled on purpose")
def test_a_count_that_cannot_be_is_found_by_the_check(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, good=2)])
    assert stall.shop.ask(check) == ()
    stall.shop.run(spoil, stall.lines(case)[0].id)
    assert {"case.counted", "case.twice", "case.stock"} <= {one.code for one in stall.shop.ask(check)}
    assert len({code for code, _words, _query in RULES}) == len(RULES)


def test_a_reply_of_the_shop_is_added_changed_and_deleted(stall: Stall) -> None:
    stall.shop.run(set_snippet, Snippet("", "Thanks", "Thank you, {buyer}.", "en"))
    first = stall.shop.ask(snippets.snippets)[0]
    assert (first.key, first.name, snippets.is_brought(first.key)) == ("own-1", "Thanks", False)
    stall.shop.run(set_snippet, Snippet("", "Bye", "Goodbye.", "en"))
    stall.shop.run(set_snippet, Snippet(first.key, "Many thanks", first.text, "en"))
    assert [one.name for one in stall.shop.ask(snippets.snippets)[:2]] == ["Many thanks", "Bye"]
    stall.shop.run(reset_snippet, first.key, "en")
    assert [one.name for one in stall.shop.ask(snippets.snippets) if not snippets.is_brought(one.key)] == ["Bye"]
