"""Mistakes a shop file must not hold, each a statement no command of the program would make, and the finding it causes.

The facts are changed behind the program's back, or what is derived from them is: either way the two no longer agree.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in words, how it gets into the demo shop, and the code of the finding that must name it."""

    words: str
    sql: str
    code: str


_STOCK = "projection.stock_ledger"
_SUMMARY = "projection.order_summary"
_DAYS = "projection.daily_sales"
_BOOKS = "projection.ledger_postings"
_SALES = "projection.sales_rollup"
_GOODS = "projection.goods_rollup"
_PAIRS = "projection.pair_rollup"
_BUYERS = "projection.buyer_totals"
_PEOPLE = "projection.customers"
_PROFITS = "projection.order_profits"
_MONEY_DAYS = "projection.money_days"
_MATCHES = "projection.order_matches"
_ECHOES = "projection.statement_echoes"
_SEARCH = "projection.sku_search"
_A_PAIR = "INSERT INTO transfer (id, out_id, in_id) VALUES (99, {}, {})"
_A_PART = (
    "INSERT INTO transaction_part (id, transaction_id, position, category, amount_minor) VALUES (99, 1, 1, 'sales', 1)"
)
_A_PAIR_LESS = (
    "INSERT INTO order_ngrams(order_ngrams, rowid, grams) SELECT 'delete', order_id, "
    "printf('%xx%x', unicode(search), unicode(substr(search, 2))) FROM order_summary WHERE order_id = 1"
)
_A_PAPER = (
    "INSERT INTO transaction_paper (id, transaction_id, sha256, suffix, file_name, size_bytes) "
    "VALUES (99, 1, '" + "0" * 64 + "', '.pdf', 'receipt.pdf', 10)"
)

MISTAKES = tuple(
    Mistake(words, sql, code)
    for words, sql, code in (
        # The file itself.
        ("a line of no order", "UPDATE order_line SET order_id = 999999 WHERE id = 1", "structure"),
        ("a move of no product", "UPDATE stock_move SET sku_id = 999999 WHERE id = 1", "structure"),
        ("a payment from no account", "UPDATE aftersales_payment SET account_id = 999999 WHERE id = 1", "structure"),
        ("a layout of another program", "PRAGMA user_version = 999", "stamp"),
        ("the mark of another program", "PRAGMA application_id = 1", "stamp"),
        # Stock, cost, reservations.
        ("more on the shelf than moved", "UPDATE sku_stock SET on_hand = on_hand + 1 WHERE sku_id = 1", _STOCK),
        ("a cost that nobody paid", "UPDATE sku_stock SET value_minor = value_minor + 1 WHERE sku_id = 1", _STOCK),
        ("a stock card without its product", "DELETE FROM sku_stock WHERE sku_id = 2", _STOCK),
        ("a shelf with more than came", "UPDATE stock_level SET quantity = quantity + 1 WHERE sku_id = 1", _STOCK),
        ("a forgotten reservation", "DELETE FROM stock_reservation", _STOCK),
        ("a reservation of too many", "UPDATE stock_reservation SET quantity = quantity + 1", _STOCK),
        ("a move nobody counted", "UPDATE stock_move SET quantity = quantity + 1 WHERE id = 1", _STOCK),
        ("a move of another value", "UPDATE stock_move SET value_minor = value_minor + 1 WHERE id = 1", _STOCK),
        ("a move that was dropped from the book", "DELETE FROM stock_entry WHERE id = 1", _STOCK),
        ("a balance that does not add up", "UPDATE stock_entry SET balance = balance + 1 WHERE id = 1", _STOCK),
        # Orders and what is repeated of them.
        ("pieces that no line has", "UPDATE order_summary SET pieces = pieces + 1 WHERE order_id = 1", _SUMMARY),
        ("an order without its summary", "DELETE FROM order_summary WHERE order_id = 2", _SUMMARY),
        ("a search that misses an order", "UPDATE order_summary SET search = '' WHERE order_id = 3", _SUMMARY),
        ("a line sold twice as often", "UPDATE order_line SET quantity = quantity * 2 WHERE id = 1", _SUMMARY),
        ("sales of a day that were not paid", "UPDATE daily_sales SET paid_minor = paid_minor + 1", _DAYS),
        ("an order more in a day", "UPDATE daily_sales SET orders = orders + 1", _DAYS),
        ("a day without its sales", "DELETE FROM daily_sales", _DAYS),
        ("a payment behind the program's back", "UPDATE orders SET paid_minor = paid_minor + 1", _DAYS),
        ("a time without a day", "UPDATE orders SET ordered_on = NULL WHERE id = 1", "order.day"),
        ("a phone found by other digits", "UPDATE orders SET phone = '1', phone_tail = '2' WHERE id = 1",
         "order.phone_tail"),
        ("more given back than was paid",
         "UPDATE orders SET refunded_minor = paid_minor + 1, refund_status = 'none' WHERE id = 1", "order.refund"),
        ("less than nothing sold", "UPDATE order_line SET quantity = -1 WHERE id = 1", "line.quantity"),
        ("a product without pieces", "UPDATE order_line SET sku_quantity = NULL WHERE id = 1", "line.link"),
        # Money.
        ("an entry of another amount", "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE rowid = 1",
         _BOOKS),
        ("an entry of a kind there is not", "UPDATE ledger_posting SET source = 'zzz' WHERE rowid = 4", _BOOKS),
        ("an entry that went", "DELETE FROM ledger_posting WHERE rowid = 2", _BOOKS),
        ("an entry in another account", "UPDATE ledger_posting SET account = 'bank' WHERE rowid = 3", _BOOKS),
        ("a payment of another amount",
         "UPDATE account_transaction SET amount_minor = amount_minor + 1 WHERE id = 31", _BOOKS),
        ("a settlement of no order", "UPDATE order_money SET received_minor = received_minor + 1", _MATCHES),
        ("a transaction of another order", "DELETE FROM transaction_match WHERE rowid = 1", _MATCHES),
        ("a transaction taken by number that was not",
         "UPDATE transaction_match SET matched_by = 'amount' WHERE rowid = 2", _MATCHES),
        ("an echo of nothing",
         "INSERT INTO transaction_echo (transaction_id, account_id, happened_on, wallet_id, of_id) "
         "VALUES (1, 1, '2026-11-01', 1, NULL)", _ECHOES),
        ("parts that are less than the whole", _A_PART, "transaction.parts"),
        ("a doublet of a doublet",
         "UPDATE account_transaction SET duplicate_of_id = CASE id WHEN 1 THEN 2 ELSE 3 END WHERE id IN (1, 2)",
         "transaction.duplicate"),
        ("a transfer within one account", _A_PAIR.format(1, 2), "transaction.transfer"),
        ("an order that earned more", "UPDATE order_profit SET profit_minor = profit_minor + 1", _PROFITS),
        ("an order whose profit was forgotten", "DELETE FROM order_profit WHERE order_id = 1", _PROFITS),
        ("a day on which more came in", "UPDATE money_day SET in_minor = in_minor + 1", _MONEY_DAYS),
        ("an account's day that went", "DELETE FROM money_day WHERE account_id = 1", _MONEY_DAYS),
        # The figures of the charts.
        ("a day that sold more", "UPDATE sales_day SET paid_minor = paid_minor + 1", _SALES),
        ("an hour without orders", "DELETE FROM sales_hour", _SALES),
        ("a province that bought more", "UPDATE province_day SET orders = orders + 1", _SALES),
        ("a product that sold more", "UPDATE sku_day SET pieces = pieces + 1", _GOODS),
        ("a product that cost less", "UPDATE sku_day SET cost_minor = cost_minor - 1", _GOODS),
        ("goods without a cost that have one", "DELETE FROM uncosted_day", _GOODS),
        ("two products never bought together", "UPDATE pair_day SET orders = orders + 1", _PAIRS),
        ("a pair that was forgotten", "DELETE FROM pair_day", _PAIRS),
        ("a buyer who came more often", "UPDATE buyer_fact SET orders = orders + 1", _BUYERS),
        ("more buyers alike than there are", "UPDATE buyer_count SET buyers = buyers + 1", _BUYERS),
        ("buyers alike who paid more", "UPDATE buyer_count SET net_minor = net_minor + 1", _BUYERS),
        ("buyers that nobody counts", "DELETE FROM buyer_count WHERE trait = 'month'", _BUYERS),
        ("a buyer's day that went", "DELETE FROM buyer_day", _BUYERS),
        ("a buyer who paid more", "UPDATE buyer_day SET paid_minor = paid_minor + 1", _BUYERS),
        # People and search.
        ("a customer of more orders", "UPDATE customer SET orders = orders + 1", _PEOPLE),
        ("an order of nobody", "DELETE FROM order_customer WHERE order_id = 1", _PEOPLE),
        ("a customer who was forgotten", "DELETE FROM customer WHERE rowid IN (SELECT min(rowid) FROM customer)",
         _PEOPLE),
        ("a product the search misses", "UPDATE sku_search SET search = '' WHERE sku_id = 1", _SEARCH),
        ("a product the search never saw", "DELETE FROM sku_search WHERE sku_id = 2", _SEARCH),
        ("an index that leads to an order without the word",
         "INSERT INTO order_ngrams(rowid, grams) VALUES (1, '7ax7a')", _SUMMARY),
        ("an index that misses an order", _A_PAIR_LESS, _SUMMARY),
        ("an index that nothing is found in", "INSERT INTO order_ngrams(order_ngrams) VALUES ('delete-all')", _SUMMARY),
        ("an index that is none", "UPDATE order_ngrams_data SET block = zeroblob(9) WHERE id > 10", _SUMMARY),
        ("an index that knows a product there never was",
         "INSERT INTO sku_ngrams(rowid, grams) VALUES (999999, '31x31')", _SEARCH),
        ("an index of products that nothing is found in", "INSERT INTO sku_ngrams(sku_ngrams) VALUES ('delete-all')",
         _SEARCH),
        ("a product renamed behind the program's back", "UPDATE product SET title = 'x' WHERE id = 1", _SEARCH),
        # Cases.
        ("a case that paid more than it says", "UPDATE aftersales_case SET refunded_minor = 1 WHERE id = 3",
         "case.paid"),
        ("more put away than came", "UPDATE aftersales_line SET received = 0 WHERE id = 1", "case.counted"),
        ("more back than was sold", "UPDATE aftersales_line SET good = 99, received = 99 WHERE id = 2", "case.twice"),
        ("a parcel that brought other stock", "UPDATE aftersales_line SET good = 1, received = 2 WHERE id = 1",
         "case.stock"),
        ("a transaction of another amount",
         "UPDATE account_transaction SET amount_minor = -1 "
         "WHERE id IN (SELECT transaction_id FROM aftersales_payment)", "case.money"),
        ("a case that is over without a time", "UPDATE aftersales_case SET closed_at = NULL WHERE id = 3", "case.end"),
        ("an open case that has an end", "UPDATE aftersales_case SET closed_at = 1 WHERE id = 4", "case.end"),
        ("money for a case that was refused", "UPDATE aftersales_case SET state = 'refused' WHERE id = 3",
         "case.refused"),
        # The journal, imports, files.
        ("a number that was never given", "UPDATE id_counter SET next_id = 1 WHERE entity = 'order'", "ids"),
        ("a step that is neither done nor undone", "UPDATE operation SET applied_by = NULL WHERE id = 1",
         "journal.state"),
        ("a change of no step", "UPDATE change SET op_id = 999999 WHERE id = 1", "journal.orphans"),
        ("a row of an import that was lost", "UPDATE import_file SET rejected_count = 1 WHERE id = 1",
         "imports.waiting"),
        ("a receipt that is not there", _A_PAPER, "files.missing"),
    )
)  # fmt: skip
