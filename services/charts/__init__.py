"""What charts show: figures kept as rollups, the charts over them, and the forecast."""
