"""Writing a product down with all of its variants, or changing what was written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from services.catalog.drafts import ProductDraft
from services.catalog.form_data import FormData
from services.catalog.products import SavedProduct, save_product
from services.catalog.rules import split_tags
from services.errors import Invalid
from services.i18n import _
from services.kernel.runner import Outcome
from ui.dialogs.dialog import confirm_leaving
from ui.page import PageContext
from ui.pages.products.form_fields import FIELDS, ProductFields
from ui.pages.products.form_texts import EMPTY_FIELD
from ui.said import way_back


class ProductForm(ProductFields):
    """A new product, or one to change where `found` has one. Problems show under their fields; all or nothing."""

    def __init__(self, context: PageContext, found: FormData) -> None:
        super().__init__(context, found)
        self.add_cancel()
        self.save_button = self.add_primary(_("Save"), "check", self.save)
        self.save_button.setToolTip("Ctrl S")
        self.may_close = self._may_close
        self._original = self._contents()

    # --- saving --------------------------------------------------------------------------------

    def save(self) -> None:
        """Check what was typed and save it as a whole."""
        draft = self._draft() if self.save_button.isEnabled() else None
        if draft is None:
            return
        self.save_button.setEnabled(False)
        reason = self.field("reason").text().strip() or None
        job = self._link.run(save_product, self._found.product_id, draft, reason=reason, owner=self)
        job.then(self._saved).fails(self._failed)

    def _draft(self) -> ProductDraft | None:
        self.failure.hide()
        unfinished = self.axes.unfinished()
        self.axes.set_problem(_("An option needs a name and values.") if unfinished is not None else "")
        self.rows["title"].set_problem("" if self.field("title").text().strip() else _(EMPTY_FIELD))
        fits = self.keep_offers() and unfinished is None and not self.rows["title"].problem()
        wrong = [n for n, row in enumerate(self.variants.rows) if not row.check(self._found.currency)]
        custom = self.custom.values()
        if wrong:
            self._show_wrong(wrong)
        if self.rows["title"].problem():
            self.bring_up(self.field("title"))
        if unfinished is not None:
            self.bring_up(unfinished)
        if wrong or custom is None or not fits:
            return None
        return ProductDraft(
            self.field("title").text(),
            tuple(row.entry(self._found.currency) for row in self.variants.rows),
            self.category.text().strip() or None,
            split_tags(self.field("tags").text()),
            self.note.toPlainText().strip() or None,
            self.variants.axes,
            custom,
        )

    def _show_wrong(self, wrong: list[int]) -> None:
        number = self.current if self.current in wrong else wrong[0]
        self.grid.texts.touch()
        self.show_row(number)
        name = next(name for name, _label, _width in FIELDS if name in self.variants.rows[number].problems)
        self.grid.go_to(number, name)
        self.bring_up(self.field(name))

    def _saved(self, outcome: Outcome[Any]) -> None:
        saved = outcome.value
        said = _("The product was added.") if self._found.product_id is None else _("The product was changed.")
        if isinstance(saved, SavedProduct) and saved.archived:
            said += " " + _("Archived, because they have history: {codes}").format(codes=", ".join(saved.archived))
        self._context.toast(said, undo=way_back(self._link, outcome.changes))
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if not isinstance(error, Invalid):
            self._context.show_error(error)
            return
        reason = str(error.params["reason"])
        head, _dot, rest = str(error.params.get("at", "")).partition(".")
        if head == "skus" and rest:
            self._refuse_row(rest, reason)
        elif head == "axes":
            self.axes.set_problem(reason)
            self.bring_up(self.axes.rows[0].name if self.axes.rows else self.axes.more)
        elif head == "custom" and rest in self.custom.rows:
            self.custom.rows[rest].set_problem(reason)
            self.bring_up(self.custom.rows[rest].field)
        elif head in self.rows:
            self.rows[head].set_problem(reason)
            self.bring_up(self.rows[head].field)
        else:
            self.failure.setText(f"\u26a0 {error.message}")
            self.failure.show()

    def _refuse_row(self, place: str, reason: str) -> None:
        """A problem of one variant: `place` is its number and field, such as ``2.barcodes``."""
        number, _dot, name = place.partition(".")
        name = name.partition(".")[0].removesuffix("_minor")
        name = {"options": "variant", "barcode": "barcodes"}.get(name, name)
        self.variants.rows[int(number)].problems[name] = reason
        self.grid.texts.touch()
        self.show_row(int(number))
        self.grid.go_to(int(number), name)
        shown = {"parts": self.parts.finder, "offers": self.offers.more}
        self.bring_up(shown[name] if name in shown else self.rows[name].field)

    # --- leaving --------------------------------------------------------------------------------

    def _contents(self) -> tuple[object, ...]:
        self.keep_offers()
        return (
            self.field("title").text(), self.category.text(), self.field("tags").text(), self.note.toPlainText(),
            self.axes.contents(), self.custom.contents(),
            tuple(row.contents() for row in self.variants.rows),
        )  # fmt: skip

    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._contents() != self._original

    def _may_close(self) -> bool:
        if self.is_dirty():
            confirm_leaving(self)
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter goes on to the next field: a scanner ends every code with it, and half a product must not be saved.
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            self.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)
