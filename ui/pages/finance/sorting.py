"""What can be done with transactions: put them under a category, split them, say where they belong, keep receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from services.books.chart import ChartAccount
from services.finance.by_hand import delete_money
from services.finance.categorising import categorise
from services.finance.one import OneTransaction
from services.finance.papers import SUFFIXES, add_papers, keep_papers, path_of, remove_paper
from services.finance.queries import FinanceOverview
from services.finance.sorting import Rule
from services.i18n import NN_, _
from services.messages import counted
from services.reconcile.duplicates import count_again
from services.reconcile.linking import belong_to_none, forget_links
from services.reconcile.transfers import part_transfer
from ui.page import PageContext
from ui.pages.finance.category_dialog import CategoryDialog
from ui.pages.finance.link_dialog import LinkDialog
from ui.pages.finance.money_form import MoneyForm
from ui.pages.finance.rule_form import RuleDialog
from ui.pages.finance.rules_dialog import RulesDialog
from ui.pages.finance.split_dialog import SplitDialog
from ui.pages.work import run
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

_TRANSACTIONS = NN_("{count} transaction", "{count} transactions")


class Sorting:
    """The deeds of the Transactions section; `dialog` is the card opened last. `categories` gives the chart."""

    def __init__(
        self, context: PageContext, owner: QWidget, categories: Callable[[], Sequence[ChartAccount]],
        selected: Callable[[Callable[[list[int]], object]], object],
        overview: Callable[[], FinanceOverview | None],
    ) -> None:  # fmt: skip
        self._context, self._owner, self._link = context, owner, context.link
        self._categories, self._selected, self._overview = categories, selected, overview
        self.dialog: Any = None

    def categorise_selected(self) -> None:
        """Ask for a category of the ticked rows, or the current one."""
        self._selected(self.categorise)

    def categorise(self, ids: Sequence[int], current: str | None = None) -> None:
        """Ask for the category of these transactions."""
        if ids:
            words = counted(_TRANSACTIONS, len(ids))
            chosen = partial(self.put, ids)
            self._open(CategoryDialog(self._context, words, self._categories(), chosen, current=current))

    def put(self, ids: Sequence[int], code: str | None) -> None:
        """Put transactions under a category."""
        run(self._context, self._owner, categorise, list(ids), code)

    def split(self, shown: OneTransaction) -> None:
        """Ask for the parts of a transaction."""
        self._open(SplitDialog(self._context, shown))

    def always(self, rule: Rule) -> None:
        """Offer a rule, with what it would change."""
        self._open(RuleDialog(self._context, rule))

    def rules(self) -> None:
        """Show the rules."""
        self._open(RulesDialog(self._context))

    def link_order(self, ids: Sequence[int]) -> None:
        """Ask for the order transactions belong to."""
        if ids:
            self._open(LinkDialog(self._context, ids))

    def no_order(self, ids: Sequence[int]) -> None:
        """Say that transactions belong to no order."""
        run(self._context, self._owner, belong_to_none, list(ids))

    def forget(self, ids: Sequence[int]) -> None:
        """Let the numbers in the files decide again."""
        run(self._context, self._owner, forget_links, list(ids))

    def part(self, transaction_id: int) -> None:
        """Take a transfer apart."""
        run(self._context, self._owner, part_transfer, transaction_id)

    def count_again(self, ids: Sequence[int]) -> None:
        """Let left-out transactions count again."""
        run(self._context, self._owner, count_again, list(ids))

    def new_money(self) -> None:
        """Ask for money no statement tells of; an account is asked for first where there is none."""
        overview = self._overview()
        if overview is None:
            return
        if not any(not one.is_archived for one in overview.accounts):
            self._context.toast(_("There is no account yet. Add one first, such as the cash box."))
            return
        self._open(MoneyForm(self._context, overview))

    def change_money(self, shown: OneTransaction) -> None:
        """Ask what a line typed by hand should say."""
        overview = self._overview()
        if overview is not None:
            self._open(MoneyForm(self._context, overview, shown))

    def delete_money(self, ids: Sequence[int]) -> None:
        """Take lines typed by hand out again."""
        run(self._context, self._owner, delete_money, list(ids))

    def ask_papers(self, transaction_id: int) -> None:
        """Ask for receipts of a transaction."""
        filters = _("Receipts ({suffixes})").format(suffixes=" ".join(f"*.{one}" for one in SUFFIXES))
        self._context.ask_files(_("Add receipts"), filters, partial(self.add_papers, transaction_id))

    def add_papers(self, transaction_id: int, files: Sequence[Path]) -> None:
        """Keep these files beside a transaction."""
        asked = self._link.keep(keep_papers, list(files), owner=self._owner)
        kept = partial(run, self._context, self._owner, add_papers, transaction_id)
        asked.then(kept).fails(self._context.show_error)

    def open_paper(self, paper_id: int) -> None:
        """Show a receipt with the computer's own program."""
        self._link.ask(path_of, paper_id, owner=self._owner).then(self._opened)

    def _opened(self, path: Path | None) -> None:
        if path is None:
            self._context.toast(_("The file of this receipt is not beside the shop any more."))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def remove_paper(self, paper_id: int) -> None:
        """Take a receipt off."""
        run(self._context, self._owner, remove_paper, paper_id)

    def menu(self, parent: QWidget, ids: Sequence[int]) -> PassingMenu:
        """The menu of these rows."""
        menu = PassingMenu(parent)
        entries: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Choose a category…"), "tag", partial(self.categorise, ids)),
            (_("Say which order…"), "link", partial(self.link_order, ids)),
            (_("Belongs to no order"), "link-break", partial(self.no_order, ids)),
            (_("Let the numbers decide"), "arrow-u-up-left", partial(self.forget, ids)),
            (_("Count again"), "check", partial(self.count_again, ids)),
            (_("Delete what was typed by hand"), "trash", partial(self.delete_money, ids)),
        )
        for words, name, deed in entries:
            menu.addAction(icon(name), words).triggered.connect(lambda _on=False, _deed=deed: _deed())
        return menu

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self._context.open_dialog(dialog)
