"""Signals about organisations and people, sent inside the transaction that changes them."""

from django.dispatch import Signal

organisations_changed = Signal()
"""Sent with `organisations` after a change that readers see, such as a name or colour."""

person_forgotten = Signal()
"""Sent with `emails` and `name`, the addresses and name of somebody who is being forgotten, and
`former`, the user who stands for them from now on. Receivers let go of whatever else is for them.
"""

school_handed_over = Signal()
"""Sent with `school`, which closes, its `successor`, and `by` (None: a command). Receivers transfer
what they have of the school, and return the keys of what they moved (`Moved`).
"""

school_taken_back = Signal()
"""Sent with the same and `moved`, what was moved then. Receivers return it to the school."""

address_changed = Signal()
"""Sent with `person`, who has proved another address, and `before`, the former one. Receivers
transfer what is addressed to it.
"""
