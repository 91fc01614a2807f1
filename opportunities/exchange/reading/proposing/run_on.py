"""Split boxes whose lines run together in one paragraph, by sense. The result is a proposal."""

import re

MOST_OF_A_LINE = 120

SMALL = set(
    """a an and & as at by for from in into of on or own other the their through to with within
    e.g. eg i.e. etc / - – all""".split()  # noqa: SIM905
)
"""Words after which a capital letter begins no new line."""

OPENS = set(
    """Access Act Analyse Apply Attend Be Become Buddy Chair Coach Complete Continue Contribute
    Courses Deliver Develop Engage Evaluate Facilitate Further Host Identify Join Keep Lead
    Leading Links Maintain Make Meet Membership Mentor Observe Participate Plan Prepare Produce
    Provide Read Reflect Review Run Set Shadow Shadowing Short-term Start Study Support Take
    Team Train Training Undertake Use Visit Visits Work Working Write""".split()  # noqa: SIM905
)
"""Words that begin a line even after a name."""


def parts_of(text: str) -> list[str]:
    """Return the lines that run together in this text, or the text itself if it seems to be one."""
    parts = [part.strip() for part in re.split(r";\s+", text.rstrip("; "))]
    if len(parts) > 2 and all(parts):
        return parts
    sentences = re.split(r"(?<=[a-z)]{2}\.)\s+(?=[A-Z])", text)
    if len(sentences) > 2:
        return sentences
    if len(text) <= MOST_OF_A_LINE:
        return [text]
    return _at_capitals(text)


def _at_capitals(text: str) -> list[str]:
    parts: list[list[str]] = []
    depth = 0
    for word in text.split():
        before = parts[-1][-1] if parts else ""
        if not parts or (depth <= 0 and _opens(word, before)):
            parts.append([])
        parts[-1].append(word)
        depth += word.count("(") - word.count(")")
    return [" ".join(part) for part in parts]


def _opens(word: str, before: str) -> bool:
    if not word[:1].isupper() or before.lower() in SMALL or before.endswith((",", "/", "&", "-")):
        return False
    return before[:1].islower() or before.endswith((")", ".", "s’")) or word in OPENS
