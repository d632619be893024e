"""The Charts page: a board of charts, their filters, and the rows behind them."""
