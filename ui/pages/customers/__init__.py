"""The Customers page: the people behind the orders."""
