"""The diary as files that other programs read."""
