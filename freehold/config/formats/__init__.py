"""Dates as people write them, where Django writes them otherwise."""
