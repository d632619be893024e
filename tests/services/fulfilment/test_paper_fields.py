"""What packing lists show is remembered for every paper, and can be taken back."""

from __future__ import annotations

import io

from PIL import Image

from services import settings
from services.catalog.pictures import folder_of, keep
from services.fulfilment.paper_fields import PackingChoices, PackingOptions, choose, packing_choices
from services.shop import Shop


def test_a_new_shop_shows_no_price_and_masks_the_receiver(shop: Shop) -> None:
    options = shop.ask(packing_choices).options_for("a5")
    assert options.mask
    assert not options.show_receiver
    assert not options.prices


def test_each_paper_keeps_what_was_chosen_for_it(shop: Shop) -> None:
    roll = PackingOptions(prices=True, return_slip=True, template="packing_list-1")
    shop.run(choose, PackingChoices({"58mm": roll}, thank_you=" 谢谢惠顾 ", gift_text="愿你开心"))
    kept = shop.ask(packing_choices)
    assert kept.options_for("58mm") == roll
    assert not kept.options_for("a4").prices
    assert (kept.thank_you, kept.gift_text) == ("谢谢惠顾", "愿你开心")
    shop.undo()
    assert shop.ask(packing_choices).by_paper == {}
    shop.redo()


def test_an_option_of_another_version_of_the_program_is_passed_over(shop: Shop) -> None:
    shop.run(settings.change, settings.PACKING_FIELDS.key, {"a5": {"mask": False, "of_tomorrow": 1}})
    assert shop.ask(packing_choices).options_for("a5") == PackingOptions(mask=False)


def test_the_logo_lies_with_the_files_of_the_shop(shop: Shop) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(picture, "PNG")
    kept = keep(folder_of(shop.path), picture.getvalue(), "logo.png")
    shop.run(choose, PackingChoices(), kept)
    logo = shop.ask(packing_choices).logo
    assert logo is not None
    assert logo.is_relative_to(folder_of(shop.path))
    assert logo.read_bytes() == picture.getvalue()
    logo.unlink()
    assert shop.ask(packing_choices).logo is None
