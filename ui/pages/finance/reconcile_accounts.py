"""Accounts and how far they are reconciled; one of them with its proof, gaps and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget

from services import formatting
from services.i18n import N_, _
from services.importing.service import warning_text
from services.reconcile.overview import AccountCard
from services.reconcile.statements import AccountStanding, FileSum
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Card, KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text

_TEXTS = PanelTexts(N_("Accounts"))
_COLUMNS = (
    ListColumn(N_("Account"), 0), ListColumn(N_("Reconciled through"), 136), ListColumn(N_("Last row"), 90),
    ListColumn(N_("Rows"), 76, right=True), ListColumn(N_("Without an order"), 122, right=True),
    ListColumn(N_("Without a category"), 136, right=True), ListColumn(N_("State"), 96),
)  # fmt: skip


class AccountsPart(Card):
    """`table` lists the accounts; a click opens one."""

    def __init__(self, chosen: Callable[[AccountStanding], object], import_statements: Callable[[], object]) -> None:
        super().__init__(padding=space.HAIRLINE, spacing=0)
        self._import = import_statements
        self.table = ListTable(_COLUMNS, _line, kept="finance.accounts")
        self.listing = ListPanel(self.table, _TEXTS)
        self.table.opened.connect(chosen)
        self.table.clicked_cell.connect(lambda row, _column: chosen(row))
        self.stack = QStackedWidget()
        self._empty = EmptyState("scales", "", "")
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self._empty)
        self.body.addWidget(self.stack, 1)

    def show_accounts(self, found: Sequence[AccountStanding]) -> None:
        """Show these accounts."""
        self.table.set_rows(found)
        if not found:
            self.retranslate()
        self.stack.setCurrentWidget(self.listing if found else self._empty)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.stack.removeWidget(self._empty)
        self._empty.deleteLater()
        why = _("Import the statements of your accounts; each is held against its own balances.")
        actions = [(_("Import statements"), "upload-simple", self._import)]
        self._empty = EmptyState("scales", _("No accounts yet"), why, actions)
        self.stack.addWidget(self._empty)
        self.listing.retranslate()


def _line(one: AccountStanding) -> Line:
    through = formatting.day(one.through) if one.through is not None else "—"
    last = formatting.day(one.last_on) if one.last_on is not None else "—"
    state = (_("reconciled"), "pos") if one.is_current and one.rows else (_("open"), "text")
    return (
        ListCell(one.account, "accent_text", link=True),
        ListCell(through, order=one.through),
        ListCell(last, "text2", order=one.last_on),
        ListCell(formatting.integer(one.rows), "text2"),
        ListCell(formatting.integer(one.unmatched), "neg" if one.unmatched else "text2"),
        ListCell(formatting.integer(one.unsorted), "neg" if one.unsorted else "text2"),
        ListCell(*(state if one.rows else (_("no rows"), "text2"))),
    )


class AccountPanel(DetailPanel):
    """Opening + in − out = closing of one account; `card` is what it shows.

    `show_rows` gets the account's name, a view of the transactions and the row that is wanted, `show_entries` the name
    alone.
    """

    def __init__(
        self,
        show_rows: Callable[[str, str, int | None], object],
        mark: Callable[[AccountCard], object],
        unmark: Callable[[int], object],
        show_entries: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._show_rows, self._unmark, self._show_entries = show_rows, unmark, show_entries
        self.card: AccountCard | None = None
        self.mark_button = PrimaryButton(_("Reconcile…"), "check")
        self.mark_button.clicked.connect(lambda _on=False: mark(self.card) if self.card is not None else None)
        self.rows_button = SecondaryButton(_("Show its rows"), "list-bullets")
        self.rows_button.clicked.connect(lambda _on=False: self._rows("all"))
        self.footer.addWidget(self.rows_button, 1)
        self.footer.addWidget(self.mark_button, 1)

    def show_card(self, card: AccountCard) -> None:
        """Show this account."""
        self.card = card
        found = card.proof
        days = "" if found.first is None else f"{formatting.day(found.first)} – {formatting.day(found.through)}"
        self.set_head(found.account, days, can_copy=False)
        closes = found.proof.closes
        self.set_status(_("closes") if closes else _("does not close"), "green" if closes else "red")
        self.clear_body()
        self._add_sums()
        self._add_gaps()
        self._add_loose()
        self._add_marks()
        self._add_files()

    def retranslate(self) -> None:
        super().retranslate()
        self.mark_button.setText(_("Reconcile…"))
        self.rows_button.setText(_("Show its rows"))
        if self.card is not None:
            self.show_card(self.card)

    def _money(self, minor: int) -> str:
        return formatting.money(minor, self.card.proof.currency if self.card is not None else "")

    def _rows(self, view: str, transaction_id: int | None = None) -> None:
        if self.card is not None:
            self._show_rows(self.card.proof.account, view, transaction_id)

    def _entries(self) -> None:
        if self.card is not None:
            self._show_entries(self.card.proof.account)

    def _add_sums(self) -> None:
        assert self.card is not None
        proof = self.card.proof.proof
        self.add(KeyValueRow(_("Opening"), self._money(proof.opening_minor)))
        self.add(KeyValueRow(_("Money in"), "+" + self._money(proof.in_minor)))
        self.add(KeyValueRow(_("Money out"), "−" + self._money(proof.out_minor)))
        if proof.beside_minor:
            self._add_beside(proof.beside_minor)
        self.add_line()
        self.add(KeyValueRow(_("Closing"), self._money(proof.closing_minor), strong=True))
        if proof.told_minor is None:
            self.add(
                Text(_("This statement tells no balances, so only its sums can be held."), "body", "text2", wrap=True)
            )
            return
        agrees = proof.expected_minor == proof.closing_minor
        self.add(KeyValueRow(_("Statement says"), self._money(proof.told_minor), tone="pos" if agrees else "neg"))
        if proof.since_minor:
            self.add(KeyValueRow(_("Rows after it"), self._money(proof.since_minor)))
        if not agrees:
            off = self._money(proof.closing_minor - (proof.expected_minor or 0))
            self.add(KeyValueRow(_("Difference"), off, strong=True, tone="neg"))

    def _add_beside(self, minor: int) -> None:
        """What was booked on the account by no row of it, and the way to those entries."""
        row = KeyValueRow(_("Booked by hand"), ("+" if minor > 0 else "−") + self._money(abs(minor)))
        show = LinkButton(_("Show"))
        show.set_flush()
        show.clicked.connect(lambda _on=False: self._entries())
        row.add(show)
        self.add(row)

    def _add_gaps(self) -> None:
        assert self.card is not None
        gaps = self.card.proof.gap_rows
        if not gaps:
            return
        self.add_line()
        self.add(SectionTitle(_("Rows that do not follow"), formatting.integer(len(gaps))))
        for gap in gaps[:20]:
            words = _("{day} {words}: before it {before}, it begins at {start}").format(
                day=gap.happened_on, words=gap.words, before=self._money(gap.before_minor),
                start=self._money(gap.start_minor),
            )  # fmt: skip
            banner = Banner("warning", words)
            banner.add_action(_("Show"), partial(self._rows, "all", gap.transaction_id))
            self.add(banner)

    def _add_loose(self) -> None:
        assert self.card is not None
        found = self.card.proof
        pairs = (
            (_("Without an order"), found.unmatched, "unmatched"),
            (_("Without a category"), found.unsorted, "unsorted"),
        )
        if not any(count for _words, count, _view in pairs):
            return
        self.add_line()
        for words, count, view in pairs:
            if count:
                row = SectionTitle(words, formatting.integer(count))
                show = LinkButton(_("Show"))
                show.clicked.connect(lambda _on=False, _view=view: self._rows(_view))
                row.add(show)
                self.add(row)

    def _add_marks(self) -> None:
        assert self.card is not None
        marks = self.card.marks
        if not marks:
            return
        self.add_line()
        title = SectionTitle(_("Reconciled"))
        back = LinkButton(_("Take the last back"))
        back.clicked.connect(lambda _on=False: self._unmark(marks[0].id))
        title.add(back)
        self.add(title)
        for mark in marks[:6]:
            off = (
                ""
                if not mark.difference_minor
                else " · " + _("off by {amount}").format(amount=self._money(mark.difference_minor))
            )
            self.add(KeyValueRow(formatting.day(mark.through), self._money(mark.balance_minor) + off))

    def _add_files(self) -> None:
        assert self.card is not None
        if not self.card.files:
            return
        self.add_line()
        self.add(SectionTitle(_("Files"), formatting.integer(len(self.card.files))))
        for file in self.card.files[:12]:
            self._add_file(file)

    def _add_file(self, file: FileSum) -> None:
        self.add(KeyValueRow(file.file_name, f"{file.first} – {file.last}", tone="text2"))
        sums = _("{rows} rows · in {came_in} · out {went_out}").format(
            rows=formatting.integer(file.rows), came_in=self._money(file.in_minor),
            went_out=self._money(file.out_minor),
        )  # fmt: skip
        if file.neutral_minor:
            sums += " · " + _("neutral {amount}").format(amount=self._money(file.neutral_minor))
        self.add(Text(sums, "caption", "text2", wrap=True))
        for warning in file.warnings:
            if warning["code"] in _PROOFS:
                tone = "pos" if warning["code"].endswith("_agree") else "neg"
                self.add(Text(warning_text(warning), "caption", tone, wrap=True))


_PROOFS = frozenset(
    {
        "totals_agree", "totals_differ", "balances_agree", "balances_differ", "does_not_follow", "other_account",
        "overlaps",
    }
)  # fmt: skip
