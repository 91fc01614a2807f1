"""Formats: readers make a GridSnapshot from text, writers make text from one. One file a format."""
