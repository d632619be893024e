"""One product at the right: what is known of it, its codes in the channels, and how it sold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services import formatting
from services.catalog.queries import SkuDetail
from services.i18n import _
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class ProductCalls:
    """What the buttons of the panel do, each with the SKU's id."""

    edit: Callable[[int], object]
    archive: Callable[[int], object]
    restore: Callable[[int], object]
    delete: Callable[[int], object]


class ProductPanel(DetailPanel):
    """Shows one `SkuDetail`. It says nothing about stock: that is counted elsewhere."""

    def __init__(self, calls: ProductCalls) -> None:
        super().__init__()
        self._calls = calls
        self.shown: SkuDetail | None = None
        self.edit_button = PrimaryButton(_("Edit"), "pencil-simple")
        self.archive_button = SecondaryButton(_("Archive"), "archive")
        self.delete_button = SecondaryButton(_("Delete"), "trash")
        self.edit_button.clicked.connect(lambda _on=False: self._run(calls.edit))
        self.archive_button.clicked.connect(lambda _on=False: self._archive())
        self.delete_button.clicked.connect(lambda _on=False: self._run(calls.delete))
        self.footer.addWidget(self.edit_button, 1)
        self.footer.addWidget(self.archive_button)
        self.footer.addWidget(self.delete_button)

    def show_product(self, detail: SkuDetail, currency: str) -> None:
        """Show this product."""
        self.shown = detail
        draft = detail.draft
        self.set_head(draft.code, " · ".join(part for part in (draft.title, draft.variant) if part))
        self.set_status(_("Archived") if detail.is_archived else "")
        self.archive_button.setText(_("Bring back") if detail.is_archived else _("Archive"))
        # Sold products keep their history: only the others can be deleted.
        self.delete_button.setVisible(not detail.order_count)
        self.clear_body()
        for name, value in (
            (_("Price"), formatting.money(draft.price_minor, currency)),
            (_("Cost"), formatting.money(draft.cost_minor, currency) if draft.cost_minor is not None else _("unknown")),
            (_("Shelf"), draft.shelf),
            (_("Barcode"), draft.barcode),
            (_("Category"), draft.category),
            (_("Unit"), draft.unit),
            (_("Weight (g)"), formatting.integer(draft.weight_g)),
        ):
            self.add(KeyValueRow(name, value or "—"))
        self.add_line()
        self.add(SectionTitle(_("Sold")))
        self.add(KeyValueRow(_("Orders"), formatting.integer(detail.order_count)))
        self.add(KeyValueRow(_("Pieces"), formatting.integer(detail.sold), strong=True))
        self.add_line()
        self.add(SectionTitle(_("Codes in channels")))
        for alias in detail.aliases:
            said = alias.code if alias.quantity == 1 else f"{alias.code} × {alias.quantity}"
            self.add(KeyValueRow(alias.channel, said))
        if not detail.aliases:
            self.add(Text(_("Found by its own code only."), "body", "text2", wrap=True))
        if draft.note:
            self.add_line()
            self.add(SectionTitle(_("Note")))
            self.add(Text(draft.note, wrap=True))

    def _archive(self) -> None:
        if self.shown is not None:
            self._run(self._calls.restore if self.shown.is_archived else self._calls.archive)

    def _run(self, call: Callable[[int], object]) -> None:
        if self.shown is not None:
            call(self.shown.id)
