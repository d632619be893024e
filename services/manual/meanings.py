"""What each figure of the window means: said once, shown where it is pointed at and listed in the manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.i18n import N_, translate


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure: the name it has in the window, and how it is reckoned."""

    name: str
    text: str


_LATELY = N_("Last 30 days, unpaid and closed orders left out.")
GROUPS: Mapping[str, str] = {
    "today": N_("Today"),
    "orders": N_("Orders"),
    "products": N_("Products"),
    "stock": N_("Inventory"),
    "cases": N_("After-sales"),
    "customers": N_("Customers"),
    "traffic": N_("Growth"),
    "profit": N_("True profit of orders"),
    "books": N_("Books"),
}
"""Where a figure stands: the first part of its key."""

MEANINGS: Mapping[str, Meaning] = {
    "today.sales": Meaning(N_("Received today"), N_("What buyers paid for orders placed today.")),
    "today.to_ship": Meaning(N_("To ship"), N_("Paid orders that nothing holds and nobody wants the money back for.")),
    "today.refunds": Meaning(
        N_("Refunds waiting"), N_("Open after-sales cases that send money back and have not done so yet.")
    ),
    "today.profit": Meaning(
        N_("Profit this month"),
        N_(
            "Orders of this month: what buyers and platforms paid, less refunds, goods, fees, ads, freight, packing "
            "and after-sales. Of those closed after they had been sent what they cost."
        ),
    ),
    "today.goal": Meaning(N_("Goal pace"), N_("How much of a goal is done, beside what should be done by now.")),
    "today.money": Meaning(
        N_("Money available"),
        N_(
            "What all accounts hold: as the newest statement says with what came after it, else what they began with "
            "and all that was booked since. Other currencies at today's rate."
        ),
    ),
    "orders.paid": Meaning(N_("Paid"), _LATELY),
    "orders.profit": Meaning(
        N_("Profit"),
        N_(
            "Orders of the last 30 days: what buyers and platforms paid, less refunds, goods, fees, ads, freight, "
            "packing and after-sales. Unpaid orders left out; of those closed after they had been sent what they cost."
        ),
    ),
    "orders.margin": Meaning(
        N_("Margin"), N_("Profit of the last 30 days as a share of what came in after refunds.")
    ),
    "orders.orders": Meaning(N_("Orders"), _LATELY),
    "orders.average": Meaning(N_("Average order value"), _LATELY),
    "orders.refunded": Meaning(N_("Refunded"), _LATELY),
    "products.pieces": Meaning(
        N_("Pieces sold"),
        N_("Pieces of linked products in sales; unpaid and closed orders, gifts and re-ships left out."),
    ),
    "products.sold": Meaning(
        N_("Products sold"), N_("The others lie still: filter by “Sold: not in 30 days”.")
    ),
    "products.margin": Meaning(
        N_("Gross margin"), N_("At today's price and cost, of what was sold; fees are not in it.")
    ),
    "products.uncosted": Meaning(N_("Without cost"), N_("Their profit is unknown.")),
    "stock.value": Meaning(N_("Stock value"), N_("What the pieces of known cost cost, good and defective ones.")),
    "stock.uncosted": Meaning(
        N_("Cost unknown"), N_("Pieces nobody knows the cost of; they are in no value and no profit.")
    ),
    "stock.below_zero": Meaning(N_("Below zero"), N_("More was sold than there is in the books.")),
    "stock.lasts": Meaning(N_("Lasts"), N_("All pieces at the sales of the last four weeks.")),
    "cases.late": Meaning(N_("Late"), N_("Open cases past their deadline.")),
    "cases.soon": Meaning(N_("Due in 24 hours"), N_("Open cases whose deadline is near.")),
    "cases.ours": Meaning(N_("Waiting for us"), N_("Open cases in which we have to do the next step.")),
    "cases.awaited": Meaning(N_("Parcels awaited"), N_("Open cases whose goods are to come back and have not.")),
    "cases.asked": Meaning(N_("Asked by open cases"), N_("What open cases ask for, in the shop's currency.")),
    "cases.refunded": Meaning(
        N_("Refunded in 30 days"), N_("What went back by cases in the last 30 days, in the shop's currency.")
    ),
    "customers.all": Meaning(
        N_("Customers"), N_("Everybody behind an order, as far as the channels show who bought.")
    ),
    "customers.again": Meaning(
        N_("Bought again"), N_("Of those who bought in the last 365 days, who has bought at least twice by now.")
    ),
    "customers.net": Meaning(
        N_("Net per customer"),
        N_("What was paid less what was refunded, over everybody who bought, in the shop's currency."),
    ),
    "customers.risk": Meaning(
        N_("At risk"), N_("Bought at least twice and stayed away longer than the limit, but not yet as long as lapsed.")
    ),
    "customers.due": Meaning(N_("Follow-ups due"), N_("Customers with something to do today or before.")),
    "customers.unknown": Meaning(
        N_("Without a buyer"), N_("Orders whose channel hides the buyer so far that nobody can be told from them.")
    ),
    "customers.member_day": Meaning(N_("Member day"), N_("The weekday with offers for members; see the limits.")),
    "traffic.visitors": Meaning(N_("Visitors"), N_("Daily visitors added up: one of two days counts twice.")),
    "traffic.conversion": Meaning(
        N_("Conversion"), N_("Paying buyers ÷ visitors, over the days that name both.")
    ),
    "traffic.value": Meaning(N_("Value of a visitor"), N_("Paid amount ÷ visitors, refunds not taken off.")),
    "traffic.cost": Meaning(N_("Cost of a visitor"), N_("Ad spend ÷ visitors.")),
    "traffic.return": Meaning(
        N_("Return on spend"),
        N_("Sales the platform attributes to ads ÷ spend; it counts orders refunded later."),
    ),
    "traffic.net_return": Meaning(
        N_("Return after refunds"), N_("The same, less the refund share of all orders of these days.")
    ),
    "profit.came_in": Meaning(
        N_("Came in"), N_(
            "What buyers and the platform paid for the orders, less what was refunded of them. Orders whose goods have "
            "no known cost are left out here; Orders, Today and Charts count them."
        )
    ),
    "profit.goods": Meaning(
        N_("Goods at cost"), N_(
            "What the pieces that left had cost, by the average or the oldest first as the shop chose; what has not "
            "left at what it costs now."
        )
    ),
    "profit.others": Meaning(
        N_("Other costs"), N_("Platform fees, commission, freight, packing, and what after-sales cases cost.")
    ),
    "profit.ads": Meaning(
        N_("Ads"), N_("By the channel's rate, or the real ad spend shared out as the settings say.")
    ),
    "profit.profit": Meaning(
        N_("Profit"), N_(
            "What came in less goods, other costs and ads. An order without a known cost has no profit here; Orders, "
            "Today and Charts count it as if those goods cost nothing."
        )
    ),
    "profit.margin": Meaning(N_("Margin"), N_("Profit ÷ what came in after refunds")),
    "books.net_sales": Meaning(
        N_("Net sales"), N_(
            "Sales and platform subsidies less refunds, posted on the day they happened. With the last of a full "
            "refund the subsidy goes back too; a presale's deposit that is kept is no sale but other income."
        )
    ),
    "books.gross": Meaning(N_("Gross profit"), N_("Net sales less the cost of the goods that left.")),
    "books.before_exchange": Meaning(
        N_("Profit before currency gains"), N_("Gross profit plus other income less all expenses.")
    ),
    "books.profit": Meaning(
        N_("Profit"), N_("The same with what exchange rates gained or lost on money of other currencies.")
    ),
    "books.assets": Meaning(
        N_("Assets in total"), N_("Money on all accounts, goods in stock at cost, and what others owe the shop.")
    ),
    "books.debts": Meaning(N_("Debts in total"), N_("What suppliers, couriers and others are still to be paid.")),
    "books.equity": Meaning(
        N_("Equity in total"), N_("What you put in less what you took out, and the profit so far.")
    ),
    "books.cash": Meaning(
        N_("Money at the end"), N_("Money at the beginning and everything that came in or went out between.")
    ),
}  # fmt: skip
"""Key → meaning; the key is the anchor on the page of figures too."""


def said(key: str) -> str:
    """What the figure means, in the language that is on; empty where it has no meaning of its own."""
    known = MEANINGS.get(key)
    return translate(known.text) if known is not None else ""


def place(key: str) -> str:
    """Where the manual explains the figure."""
    return f"figures#{key}"
