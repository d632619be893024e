"""Why a table does not have what is expected of one: each gap of the matrix is named here, or it is a mistake."""

from __future__ import annotations

_SHORT = (
    "after-sales.reports: Why things come back", "finance.audit: Audit", "finance.books: Accounts",
    "finance.books: Books", "finance.books: Entries by hand", "finance.books: Exchange rates",
    "finance.budgets: Budgets", "finance.courier-bills: Courier bills", "finance.owing: Due",
    "finance.profit: Profit", "finance.reconcile: Accounts", "finance.reconcile: To be matched",
    "finance.tax: Income tax", "finance.tax: Rates and thresholds", "finance.tax: Reported by platforms",
    "finance.tax: VAT", "growth.advice: Advice", "import: Past imports", "inventory.reorder: Reorder",
    "products: Unlinked codes",
)  # fmt: skip
_STATEMENTS = ("finance.books: Books", "finance.tax: Income tax", "finance.tax: VAT")
_WORKED_OUT = (
    *_STATEMENTS, "after-sales.reports: Why things come back", "finance.audit: Audit",
    "finance.courier-bills: Courier bills", "finance.owing: Due", "finance.profit: Profit",
    "finance.reconcile: Accounts", "finance.reconcile: To be matched", "finance.reconcile: Expected and received",
    "growth.advice: Advice", "import: Past imports", "inventory.moves: Moves", "products: Unlinked codes",
    "after-sales.defective: Defective stock",
)  # fmt: skip
_FORMS = (
    "finance.books: Accounts", "finance.books: Entries by hand", "finance.books: Exchange rates",
    "finance.budgets: Budgets", "finance.tax: Rates and thresholds", "finance.tax: Reported by platforms",
    "finance.invoices: Invoices", "inventory.purchases: Purchases", "inventory.suppliers: Suppliers",
    "inventory.stocktakes: Stocktakes", "growth.campaigns: Campaigns", "growth.competitors: Competitors",
    "growth.actions: Action log", "inventory.reorder: Reorder",
)  # fmt: skip
_SHEETS = ("growth.ads: Advertising", "growth.items: Item traffic", "growth.traffic: Traffic")
_DESKS = (
    "after-sales.cases: After-sales cases", "after-sales.returns: Returned parcels", "after-sales.reviews: Reviews",
    "finance.transactions: Transactions", "customers: Customers", "inventory.stock: Stock",
)  # fmt: skip

_SEARCHED = "All its rows are in memory: the box finds in every cell, the page's own choices and tabs stand beside it."
_STATEMENT = "A statement has one order: that of its lines."
_READ_ONLY = "Nothing here is typed: the rows are worked out from what is stored elsewhere; a row leads there."
_BY_FORM = "A row is a document with rules of its own: it is changed in its form, which says what is wrong."
_BY_FORM_MANY = "Each row is a document of its own; what can be done with several stands in the page's buttons."
_STEPS = "A row changes by steps that ask and are booked (money, goods, words to a customer); not by a typed cell."
_FROM_FILES = "Rows come from files, dropped anywhere, whatever their columns; a pasted row would have no origin."
_NEW_BY_FORM = "New rows come from the form, or from a workbook that is dropped; both say what is wrong with a row."
_SUMMED = "Its sums stand in words above or below it, or are its last line."
_UNCOUNTED = "There is nothing in it that could be added up; rows are counted."
_ALL_SHOWN = "Its cells show all there is: there is nothing more to look at."
_DONE_ABOVE = "What can be done with several rows is done with the buttons of the page, for those that are ticked."
_TYPED = "Figures are typed straight into the cells, or come from the platform's file; each cell is one day's figure."


def _each(tables: tuple[str, ...], why: str) -> dict[str, str]:
    return dict.fromkeys(tables, why)


REASONS: dict[str, dict[str, str]] = {
    "filter chips": _each(_SHORT, _SEARCHED),
    "sorting": _each(_STATEMENTS, _STATEMENT),
    "totals": {
        **_each(
            (
                *_STATEMENTS,
                "after-sales.reports: Why things come back",
                "finance.budgets: Budgets",
                "finance.courier-bills: Courier bills",
                "finance.owing: Due",
                "finance.profit: Profit",
                "inventory.reorder: Reorder",
                "finance.reconcile: Accounts",
                "finance.tax: Reported by platforms",
                "finance.reconcile: To be matched",
            ),
            _SUMMED,
        ),
        **_each(
            (
                "after-sales.reviews: Reviews",
                "finance.audit: Audit",
                "finance.books: Accounts",
                "finance.books: Exchange rates",
                "finance.tax: Rates and thresholds",
                "growth.actions: Action log",
                "growth.advice: Advice",
                "growth.campaigns: Campaigns",
                "growth.competitors: Competitors",
                "growth.competitors: Looks",
                "inventory.stocktakes: Stocktakes",
                "inventory.suppliers: Suppliers",
            ),
            _UNCOUNTED,
        ),
    },
    "paste": {
        **_each(_WORKED_OUT, _READ_ONLY),
        **_each(tuple(one for one in _FORMS if one != "growth.competitors: Competitors"), _NEW_BY_FORM),
        **_each(_DESKS, _FROM_FILES),
    },
    "edit in place": {**_each(_WORKED_OUT, _READ_ONLY), **_each(_FORMS, _BY_FORM), **_each(_DESKS, _STEPS)},
    "edit many": {
        **_each(tuple(one for one in _WORKED_OUT if one != "after-sales.defective: Defective stock"), _READ_ONLY),
        **_each(_FORMS, _BY_FORM_MANY),
        **_each((*_SHEETS, "growth.posts: Posts", "growth.competitors: Looks"), _TYPED),
        **_each(
            (
                "growth.advice: Advice",
                "products: Unlinked codes",
                "finance.reconcile: To be matched",
                "inventory.reorder: Reorder",
            ),
            _DONE_ABOVE,
        ),
    },
    "peek": _each((*_SHEETS, "growth.competitors: Looks"), _ALL_SHOWN),
    "export": {"inventory.stocktakes: Stocktakes": "Each stocktake is written by itself: its count sheet, its result."},
}
"""What is expected, and the reason of each table that does not have it."""

REMARKS: tuple[str, ...] = (
    "Lists in panels at the right and in dialogs are the same tables without the bar: their headings sort and choose"
    " columns (right click), Ctrl+C copies, Enter opens, the first column stays. The grid of variants in a product's"
    " form is a form: it is typed into, with paste and Ctrl+D.",
)
