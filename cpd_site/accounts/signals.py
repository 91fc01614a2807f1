"""What others are told of organisations, inside the transaction that changes them."""

from django.dispatch import Signal

organisations_changed = Signal()
"""Sent with `organisations`: what readers see of them, such as a name or a colour, has changed."""
