"""Guess from headings and names: who provides, which kind of staff, which career stage.

A provider in a heading and a kind of staff in a band count as stated by the file. A career stage is
only proposed, with the words that suggest it; a person confirms it.
"""

import re
from difflib import SequenceMatcher

from opportunities.grid.vocabulary import Cost, Group, ProviderTier, StageFamily

_TIERS = {
    ProviderTier.SELF: r"\bown\b|individual|yourself|\bself\b|personal",
    ProviderTier.LOCAL_NETWORK: r"networks?\b|(?:other|between|partner) schools|cluster|alliance"
    r"|partnerships?\b|hub\b",
    ProviderTier.LOCAL_AUTHORITY: r"council|authority|\bla\b|county|borough|brokered|\bcyps\b"
    r"|children.s services",
    ProviderTier.NATIONAL: r"national|nationality|external|universit|\bhei\b|regional",
    ProviderTier.SCHOOL: r"school|setting|academy|workplace|\bin.house",
}
_CLEARLY = {tier: re.compile(words, re.IGNORECASE) for tier, words in _TIERS.items()}
_PERHAPS = {
    ProviderTier.LOCAL_NETWORK: re.compile(r"trust\b|local", re.IGNORECASE),
    ProviderTier.NATIONAL: re.compile(r"outside|elsewhere|accredit", re.IGNORECASE),
}

_GROUPS = {
    Group.SUPPORT_STAFF: r"(?:school )?support staff|associate staff|non.?teaching staff",
    Group.LEADERS: r"(?:school |senior |middle )?leaders?(?:hip)?|leaders and managers",
    Group.TEACHERS: r"(?:classroom )?teachers?|teaching staff|teaching",
}

_FAMILIES = {
    StageFamily.EXECUTIVE_LEADER: r"executive|system lead|\bceo\b|\bmat\b|trust lead",
    StageFamily.NEW_HEADTEACHER: r"new(?:ly)?\b.*\bhead(?!s? of)|new.* headship|early headship",
    StageFamily.EXPERIENCED_HEADTEACHER: r"(?:experienced|established|serving)\b.*\bhead(?!s? of)",
    StageFamily.SENIOR_LEADER: r"deput|assistant head|senior lead|\bslt\b",
    StageFamily.LEAD_PRACTITIONER: r"lead pract|\bast\b|advanced skills|excellent teach"
    r"|lead teacher",
    StageFamily.MIDDLE_LEADER: r"middle lead|middle manag|subject lead|phase lead|year lead"
    r"|head of (?:dep|year|fac)|team lead",
    StageFamily.HIGHER_LEVEL_ASSISTANT: r"\bhltas?\b|higher level",
    StageFamily.TEACHING_ASSISTANT: r"teaching assistant|\btas?\b|cover superv",
    StageFamily.PASTORAL: r"learning mentor|pastoral|family (?:support|liaison)|parental liaison"
    r"|attendance officer",
    StageFamily.LUNCHTIME: r"midday|lunch|dinner|welfare",
    StageFamily.OFFICE: r"\badmin|bursar|office|business manag|\bsbm\b|receptionist|secretar",
    StageFamily.SITE: r"premises|site (?:staff|manag)|caretaker|cleaner",
    StageFamily.OTHER_PROFESSIONALS: r"lead prof|other prof|technician|librarian",
    StageFamily.SUPPORT_STAFF: r"support staff|associate staff",
    StageFamily.EARLY_CAREER: r"\bnqt|newly qualified|\bects?\b|early.career|induction",
    StageFamily.RECENTLY_QUALIFIED: r"\brqt|recently qualified|years 2",
    StageFamily.EXPERIENCED_TEACHER: r"experienced teacher|post.threshold|upper pay|\bups\b",
}
_FAMILY_WORDS = {
    family: re.compile(words, re.IGNORECASE | re.DOTALL) for family, words in _FAMILIES.items()
}

STAGE_HEADING = re.compile(
    r"\W*(?:(?:career|leadership)\W+)?(?:stages?|roles?|career|posts?|staff|who|level|rung|phase)\b",
    re.IGNORECASE,
)
LEVELS = re.compile(
    r"(?:awareness|foundation|emerging|working|developing|secure|practitioner|expert|advanced"
    r"|beginner|novice|intermediate|established|mastery|leading|level \w+)\Z",
    re.IGNORECASE,
)


def tier_of(heading: str) -> tuple[ProviderTier | None, ProviderTier | None, str]:
    """Return who provides what is under a heading: as stated, as guessed, and the reason."""
    for tier, words in _CLEARLY.items():
        if found := words.search(heading):
            return tier, tier, f"The words “{found[0]}”."
    for tier, words in _PERHAPS.items():
        if found := words.search(heading):
            return None, tier, f"“{found[0]}” could be this; the words do not say for sure."
    return None, None, "The words do not say."


def group_of(band: str) -> Group | None:
    """Return the kind of staff that a band names."""
    for group, words in _GROUPS.items():
        if re.fullmatch(rf"\W*(?:for |all )?(?:{words})\W*", band, re.IGNORECASE):
            return group
    return None


def family_of(name: str) -> tuple[StageFamily | None, str]:
    """Return the career stage that a name suggests, and the reason."""
    for family, words in _FAMILY_WORDS.items():
        if found := words.search(name):
            return family, f"The words “{found[0]}”."
    if re.search(r"\bhead", name, re.IGNORECASE):
        return None, "Could be new or experienced: the words do not say."
    return None, "The words do not say."


def cost_of(words: str) -> Cost | None:
    """Return whether the words about cost mean free or paid; None if unclear."""
    if re.fullmatch(
        r"0(?:\.0+)?|£0(?:\.00)?|free|nil|none|no (?:cost|charge)", words, re.IGNORECASE
    ):
        return Cost.FREE
    return Cost.PAID if re.match(r"£?\s*\d|paid\b", words, re.IGNORECASE) else None


PEOPLE = re.compile(
    r"(?:(?!\b(?:by|from|through|with|between)\b).)*\b(?:leaders?|teachers?|heads?|headteachers?|staff"
    r"|assistants?|managers?|governors?|trainees?|practitioners?|coordinators?|apprentices?|ects?"
    r"|nqts?|rqts?)(?:\W*\([^()]*\))?\W*\Z",
    re.IGNORECASE,
)
"""Words for people. They name a stage, even after the name of a school or of a nation."""


def is_provider(heading: str) -> bool:
    """Return whether these words, short as a heading, name a provider."""
    return (
        len(heading) <= MOST_OF_A_HEADING
        and tier_of(heading)[1] is not None
        and not PEOPLE.match(heading)
    )


def is_stage(name: str) -> bool:
    """Return whether these words, short as a name, name a stage."""
    return len(name) <= MOST_OF_A_HEADING and bool(
        PEOPLE.match(name)
        or LEVELS.match(name)
        or (
            not tier_of(name)[0]
            and (
                family_of(name)[0] or re.search(r"\b(?:head|aspiring|newly|years? \d)", name, re.I)
            )
        )
    )


MOST_OF_A_HEADING = 100


def folded(heading: str) -> str:
    """Normalise a heading for comparison: lower case, without punctuation, plurals and filler
    words.
    """
    words = re.findall(r"\w+", heading.lower())
    words = [word.removesuffix("s") if len(word) > 3 else word for word in words]
    return " ".join(word for word in words if word not in ("the", "a", "at", "in", "level"))


def is_same_heading(one: str, other: str) -> bool:
    """Return whether two headings differ only slightly."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return one.strip().lower() == other.strip().lower()
    if first == second:
        return True
    if min(len(first), len(second)) <= SHORT or re.findall(r"\d+", first) != re.findall(
        r"\d+", second
    ):
        return False
    alike = SequenceMatcher(None, first, second)
    return (
        alike.real_quick_ratio() > ALIKE
        and alike.quick_ratio() > ALIKE
        and alike.ratio() > ALIKE
        and tier_of(one)[0] == tier_of(other)[0]
    )


ALIKE = 0.9
SHORT = 8
"""Headings of no more letters must be equal."""
