"""The entries by hand in the Books section: corrections are written, changed and deleted here."""

from __future__ import annotations

from dataclasses import replace

from services import formatting
from services.books.commands import delete_entry
from services.books.entries import EntryView, entries
from services.i18n import N_, _
from ui.page import PageContext
from ui.pages.finance.books_chart import ListCard
from ui.pages.finance.books_entry import EntryForm
from ui.table.cells import money_total
from ui.table.list_table import Line, ListCell, ListColumn
from ui.table.table_panel import PanelTexts

_COLUMNS = (
    ListColumn(N_("Number"), 100), ListColumn(N_("Day"), 110), ListColumn(N_("What it is for"), 0),
    ListColumn(N_("Debit ← credit"), 280), ListColumn(
        N_("Amount"), 120, right=True, total=N_("Amount"), sums=money_total,
        amount=lambda entry: (entry.currency, entry.amount_minor),
    ),
    ListColumn(N_("State"), 120),
)  # fmt: skip
_TEXTS = PanelTexts(N_("Entries by hand"))
_TWO = 2


class EntriesCard(ListCard):
    """Every entry by hand; one of a closed month is shown and its change refused by the month's name."""

    def __init__(self, context: PageContext) -> None:
        deeds = (
            (N_("New entry…"), "plus", self.add),
            (N_("Change…"), "pencil-simple", self.change),
            (N_("Delete"), "trash", self.delete),
        )
        super().__init__(context, _COLUMNS, _cells, deeds, "finance.entries", _TEXTS)
        self.table.opened.connect(lambda _row: self.change())

    def reload(self) -> None:
        """Read the entries again."""
        self.link.ask(entries, owner=self).then(self.table.set_rows)

    def show_entries_with(self, words: str) -> None:
        """Show the entries that have these words, such as an account's name, in their order."""
        self.listing.open(replace(self.listing.request, search=words))

    def add(self) -> None:
        """Ask for a new entry."""
        self.open_form(EntryForm(self.context, self.link.home.currency(), self.link.home.today()))

    def change(self) -> None:
        """Ask what the entry that is chosen should say."""
        entry: EntryView | None = self.chosen()
        if entry is None:
            return
        if entry.is_of_due:
            self.context.toast(_("This entry booked what is due; take it back under Due."))
        elif len(entry.draft.lines) != _TWO:
            self.context.toast(_("This entry has more than two sides; delete it and enter it again."))
        else:
            self.open_form(EntryForm(self.context, entry.currency, self.link.home.today(), entry))

    def delete(self) -> None:
        """Take the entry that is chosen out of the books."""
        entry: EntryView | None = self.chosen()
        if entry is not None and entry.is_of_due:
            self.context.toast(_("This entry booked what is due; take it back under Due."))
        elif entry is not None:
            self.run(delete_entry, entry.id)


def _cells(entry: EntryView) -> Line:
    state = _("closed") if entry.is_closed else _("due item") if entry.is_of_due else ""
    return (
        ListCell(entry.number, "text2"),
        ListCell(formatting.day(entry.draft.on), order=entry.draft.on),
        ListCell(entry.draft.text, strong=True),
        ListCell(entry.sides, "text2"),
        ListCell(formatting.amount(entry.amount_minor, entry.currency)),
        ListCell(state, "text3"),
    )
