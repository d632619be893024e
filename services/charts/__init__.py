"""What charts show: every chart with its formula, its figures and the rows behind them."""
