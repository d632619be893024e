"""The window of one shop: its frame, its hints, and what stands before and over it."""
