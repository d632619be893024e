"""Ctrl+K: everything that can be found or done, from anywhere."""
