"""What others are told of organisations, inside the transaction that changes them."""

from django.dispatch import Signal

organisations_changed = Signal()
"""Sent with `organisations`: what readers see of them, such as a name or a colour, has changed."""

person_forgotten = Signal()
"""Sent with `emails` and `name`, the addresses and the name of somebody who is being forgotten, and
`former`, the user who stands for them from now on: what else is there for them lets go of them."""

school_handed_over = Signal()
"""Sent with `school`, which closes, its `successor`, and `by`, who says so (None: a command): what
the school has is its successor's from now on. Receivers return what they moved, in words by keys
(`Moved`)."""

school_taken_back = Signal()
"""Sent with the same and `moved`, what was moved then: it is the school's again."""

address_changed = Signal()
"""Sent with `person`, who has proved another address, and `before`, the one they had: what else is
for that address is for the new one now."""
