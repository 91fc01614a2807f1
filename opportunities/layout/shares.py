"""How wide the columns of a matrix are on paper: as wide as what stands in them asks for."""

from collections.abc import Sequence

WHOLE = 20
"""What the columns of lines have between them; templates name a width by its share of it."""

LEAST = 3


def shares(weights: Sequence[int]) -> tuple[int, ...]:
    """Parts of the whole, one for each weight; none is too narrow to be read.

    Each part goes where a share has to bear most.
    """
    parts = [min(LEAST, WHOLE // max(len(weights), 1))] * len(weights)
    for _ in range(WHOLE - sum(parts) if parts else 0):
        fullest = max(
            range(len(parts)), key=lambda column: (weights[column] or 1) / (parts[column] or 1)
        )
        parts[fullest] += 1
    return tuple(parts)
