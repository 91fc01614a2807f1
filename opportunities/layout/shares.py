"""The widths of a matrix's columns on paper, in proportion to their content."""

from collections.abc import Sequence

WHOLE = 20
"""The sum of all widths; templates have a class for each share of it."""

LEAST = 3


def shares(weights: Sequence[int]) -> tuple[int, ...]:
    """Return a share of the whole for each weight; none is too narrow to read.

    Each unit goes to the column with the most weight per unit so far.
    """
    parts = [min(LEAST, WHOLE // max(len(weights), 1))] * len(weights)
    for _ in range(WHOLE - sum(parts) if parts else 0):
        fullest = max(
            range(len(parts)), key=lambda column: (weights[column] or 1) / (parts[column] or 1)
        )
        parts[fullest] += 1
    return tuple(parts)
