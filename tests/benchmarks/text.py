"""The time of everything that reads text, on the worst known texts."""

import time

from tests.worst_texts import WORST, Worst

LENGTHS = (1_000, 10_000, 100_000)


def table() -> str:
    heads = " | ".join(f"{length:,} characters" for length in LENGTHS)
    rows = (
        f"| {name} | {' | '.join(f'{_took(worst, length):,.1f}' for length in LENGTHS)} |"
        for name, worst in WORST.items()
    )
    return "\n".join([f"| ms over the worst text known | {heads} |", "|---|---:|---:|---:|", *rows])


def _took(worst: Worst, length: int) -> float:
    """Return milliseconds, for the text that takes the longest."""
    longest = 0.0
    for text in worst.of_length(length):
        started = time.perf_counter()
        worst.read(text)
        longest = max(longest, time.perf_counter() - started)
    return 1000 * longest
