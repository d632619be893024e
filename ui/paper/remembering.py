"""What was chosen in the preview of packing lists goes into the shop when the preview is closed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from services.catalog.pictures import KeptPicture, folder_of, keep_all
from services.fulfilment.paper_fields import PackingChoices, choose
from ui.paper.preview import PreviewPage
from ui.shop_link import ShopLink


def remember(link: ShopLink, owner: QObject, page: PreviewPage) -> None:
    """Keep what was changed; nothing is written where nothing was, or where the shop can only be read."""
    chosen = page.choices()
    logo = page.fields.new_logo if page.fields is not None else None
    if link.shop.read_only or (logo is None and chosen == page.remembered):
        return
    if logo is None:
        link.run(choose, chosen, owner=owner)
        return
    link.keep(keep_all, folder_of(link.shop.path), [logo], owner=owner).then(partial(_with_logo, link, owner, chosen))


def _with_logo(link: ShopLink, owner: QObject, chosen: PackingChoices, kept: tuple[KeptPicture, ...]) -> None:
    link.run(choose, chosen, kept[0], owner=owner)
