"""Captures from a real worker, on servers started for it."""
