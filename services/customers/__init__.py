"""Customers: the people behind the orders, as far as the channels show them."""
