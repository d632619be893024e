"""Sums of many orders, kept by day and buyer: charts, profit, advice, goals and Today read them, and no orders."""
