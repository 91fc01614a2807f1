"""The enumerations of the domain: provider tiers, kinds of staff, stage families, activities.

Plain enumerations, so that the pure core (snapshot, diff, merge) can use them without Django.
Databases, addresses and downloads contain their values, which never change. People read their
labels.
"""

from enum import StrEnum


class ProviderTier(StrEnum):
    """Who provides an opportunity, from the nearest to the furthest."""

    SELF = "self"
    SCHOOL = "school"
    LOCAL_NETWORK = "local-network"
    LOCAL_AUTHORITY = "local-authority"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        return _TIER_LABELS[self]


_TIER_LABELS = {
    ProviderTier.SELF: "Your own action",
    ProviderTier.SCHOOL: "Your school",
    ProviderTier.LOCAL_NETWORK: "Local network",
    ProviderTier.LOCAL_AUTHORITY: "Local authority",
    ProviderTier.NATIONAL: "National",
}


class Group(StrEnum):
    """The kind of staff a stage is for."""

    TEACHERS = "teachers"
    LEADERS = "leaders"
    SUPPORT_STAFF = "support-staff"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class StageFamily(StrEnum):
    """By which stages of different authorities are compared: the steps of the common ladder, then
    the roles of support staff, which are not steps.
    """

    EARLY_CAREER = "early-career"
    RECENTLY_QUALIFIED = "recently-qualified"
    EXPERIENCED_TEACHER = "experienced-teacher"
    LEAD_PRACTITIONER = "lead-practitioner"
    MIDDLE_LEADER = "middle-leader"
    SENIOR_LEADER = "senior-leader"
    NEW_HEADTEACHER = "new-headteacher"
    EXPERIENCED_HEADTEACHER = "experienced-headteacher"
    EXECUTIVE_LEADER = "executive-leader"
    SUPPORT_STAFF = "support-staff"
    """For any role, since a framework may have one stage for all of them. The roles follow."""
    TEACHING_ASSISTANT = "teaching-assistant"
    HIGHER_LEVEL_ASSISTANT = "higher-level-teaching-assistant"
    PASTORAL = "pastoral"
    OFFICE = "office"
    SITE = "site"
    LUNCHTIME = "lunchtime"
    OTHER_PROFESSIONALS = "other-professionals"

    @property
    def label(self) -> str:
        """The current term."""
        return _FAMILIES[self][0]

    @property
    def plain(self) -> str:
        """The name in the words of a person at that stage."""
        return _FAMILIES[self][1]

    @property
    def group(self) -> Group:
        return _FAMILIES[self][2]

    @property
    def also(self) -> str:
        """Other names that people know, such as the former term; empty if there are none."""
        return "support staff" if self in ROLES else _ALSO.get(self, "")


_FAMILIES = {
    StageFamily.EARLY_CAREER: (
        "Early career teacher",
        "I’m new to teaching",
        Group.TEACHERS,
    ),
    StageFamily.RECENTLY_QUALIFIED: (
        "Recently qualified teacher",
        "I’ve taught for a few years",
        Group.TEACHERS,
    ),
    StageFamily.EXPERIENCED_TEACHER: (
        "Experienced teacher",
        "I’m an experienced classroom teacher",
        Group.TEACHERS,
    ),
    StageFamily.LEAD_PRACTITIONER: (
        "Lead practitioner",
        "I help other teachers to teach well",
        Group.TEACHERS,
    ),
    StageFamily.MIDDLE_LEADER: (
        "Middle leader",
        "I lead a subject, phase or year group",
        Group.LEADERS,
    ),
    StageFamily.SENIOR_LEADER: (
        "Senior leader",
        "I’m a deputy or assistant head",
        Group.LEADERS,
    ),
    StageFamily.NEW_HEADTEACHER: (
        "New headteacher",
        "I’m new to headship",
        Group.LEADERS,
    ),
    StageFamily.EXPERIENCED_HEADTEACHER: (
        "Experienced headteacher",
        "I’m an experienced head",
        Group.LEADERS,
    ),
    StageFamily.EXECUTIVE_LEADER: (
        "Executive and system leader",
        "I lead or support several schools",
        Group.LEADERS,
    ),
    StageFamily.SUPPORT_STAFF: (
        "Support staff of any role",
        "I work in school, but not as a teacher",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.TEACHING_ASSISTANT: (
        "Teaching assistant",
        "I’m a teaching assistant",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.HIGHER_LEVEL_ASSISTANT: (
        "Higher level teaching assistant",
        "I’m a higher level teaching assistant",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.PASTORAL: (
        "Pastoral and learning mentor",
        "I support pupils and families",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.OFFICE: (
        "Office and business",
        "I run the office or the money",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.SITE: (
        "Site and premises",
        "I look after the site",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.LUNCHTIME: (
        "Lunchtime and welfare",
        "I look after lunchtimes",
        Group.SUPPORT_STAFF,
    ),
    StageFamily.OTHER_PROFESSIONALS: (
        "Other professionals",
        "I work with pupils in another profession",
        Group.SUPPORT_STAFF,
    ),
}
_ALSO = {
    StageFamily.EARLY_CAREER: "NQT",
    StageFamily.RECENTLY_QUALIFIED: "RQT",
    StageFamily.EXPERIENCED_TEACHER: "post threshold",
    StageFamily.LEAD_PRACTITIONER: "AST, excellent teacher",
}
ROLES = tuple(
    family
    for family in StageFamily
    if family.group == Group.SUPPORT_STAFF and family != StageFamily.SUPPORT_STAFF
)
"""The roles of support staff: each is a family, and a step to another only if STEPS says so."""

FAMILIES_TO_CHOOSE = [
    (group.label, [(family.value, family.label) for family in StageFamily if family.group == group])
    for group in Group
]
"""The choices of a family, by kind of staff."""


class ContinuationWord(StrEnum):
    """The word in a cell that carries lines on from the stages above.

    "PLUS" adds to what is above; "As above" repeats it.
    """

    PLUS = "PLUS"
    AS_ABOVE = "As above"


class ActivityKind(StrEnum):
    """What one does in an opportunity. A line may have several kinds, or none yet."""

    COURSE = "course"
    QUALIFICATION = "qualification"
    COACHING = "coaching"
    SEEING = "seeing-others"
    NETWORK = "network"
    READING = "reading"
    LEADING = "leading"
    TAKING_PART = "taking-part"
    REVIEW = "own-review"

    @property
    def label(self) -> str:
        return _ACTIVITY_LABELS[self]

    @property
    def meaning(self) -> str:
        return _ACTIVITY_MEANINGS[self]


_ACTIVITY_LABELS = {
    ActivityKind.COURSE: "Course or training",
    ActivityKind.QUALIFICATION: "Qualification or accreditation",
    ActivityKind.COACHING: "Coaching or mentoring",
    ActivityKind.SEEING: "Seeing others work",
    ActivityKind.NETWORK: "Network or association",
    ActivityKind.READING: "Reading or research",
    ActivityKind.LEADING: "Leading or supporting others",
    ActivityKind.TAKING_PART: "Taking part in the work",
    ActivityKind.REVIEW: "Own review",
}
_ACTIVITY_MEANINGS = {
    ActivityKind.COURSE: (
        "Being taught: a course, workshop, conference, briefing, induction or programme, in a room "
        "or online."
    ),
    ActivityKind.QUALIFICATION: "Working towards an award, a degree, an accreditation or a status.",
    ActivityKind.COACHING: "Being coached, mentored or supported by another person.",
    ActivityKind.SEEING: "Watching others at work: visits, shadowing, observing lessons.",
    ActivityKind.NETWORK: (
        "Meeting others in a like role: networks, clusters, associations, unions, forums."
    ),
    ActivityKind.READING: "Reading, research and action research, and following what is written.",
    ActivityKind.LEADING: "Leading, teaching, coaching or supporting others.",
    ActivityKind.TAKING_PART: (
        "Doing the work: a task or role that is new, a project, a working group, a secondment."
    ),
    ActivityKind.REVIEW: (
        "Looking at one’s own work: a portfolio, an appraisal, a plan, feedback, evaluation."
    ),
}

NOT_MARKED = "not-marked"
"""The choice in a filter for lines without a kind of activity."""

KINDS_TO_CHOOSE = {kind.value: kind.label for kind in ActivityKind} | {NOT_MARKED: "Not yet marked"}
"""The choices of a filter by kind of activity, with labels."""


HIDE, ONLY, RENAMED = "hide", "only", "renamed"
ENDED_TO_CHOOSE = {HIDE: "Leave out what has ended", ONLY: "Only what has ended"}
"""The choices of a filter by what has ended, with labels."""

FATES_TO_CHOOSE = ENDED_TO_CHOOSE | {RENAMED: "Only what was renamed or replaced"}
"""The choices within one grid."""

CONTACT, LINK = "contact", "link"
WITHOUT_TO_CHOOSE = {CONTACT: "Without a contact", LINK: "Without a link"}
"""The choices of a filter by what a line lacks, with labels."""


THEIRS, OWN, REWORDED = "theirs", "own", "reworded"
"""Whose words a line of a copy has: those of what it is based on, its own, or both."""


class Cost(StrEnum):
    """Whether taking part costs anything, if known."""

    FREE = "free"
    PAID = "paid"

    @property
    def label(self) -> str:
        return self.value.capitalize()
