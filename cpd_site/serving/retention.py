"""What is stored about people, why, and for how long: the table on the privacy page.

A test checks it against the models: it must name every table that refers to a person, or has a
column for an address.
"""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """The lawful bases of the UK GDPR."""

    TASK = "public task, or legitimate interest"
    CONSENT = "consent"


@dataclass(frozen=True)
class RetentionRule:
    """One row of the table; `models` are the tables that it covers."""

    what: str
    why: str
    how_long: str
    models: tuple[str, ...]
    basis: Basis = Basis.TASK


RETENTION_RULES = (
    RetentionRule(
        "Your name, e-mail addresses, password as a hash, passkeys, accounts elsewhere that you "
        "connected",
        "to let you in, and nobody else as you",
        "until your account is closed",
        (
            *("cpd_site.User", "account.EmailAddress"),
            *("mfa.Authenticator", "socialaccount.SocialAccount"),
        ),
    ),
    RetentionRule(
        "Where you are signed in: internet address and kind of browser",
        "so that you see and end what is not you",
        "until you sign out, or a day after the sign-in has ended",
        ("usersessions.UserSession",),
    ),
    RetentionRule(
        "Where you are a member, in which role, and whether you take mails to members",
        "to show what is for members, and to know who may change it, and whom to write to",
        "until you leave, are removed, or close your account",
        ("cpd_site.Membership",),
    ),
    RetentionRule(
        "The address that an invitation went to, by whom, and whether it was accepted",
        "so that a link works once, and nobody is invited again and again",
        "not accepted: 90 days after it ended; accepted: until that account is closed",
        ("cpd_site.Invitation",),
    ),
    RetentionRule(
        "What you wrote when you asked for a role in a school, and what was answered",
        "so that those who look after it, or this site, can answer, and you know",
        "until you take it back, or 90 days after the answer",
        ("cpd_site.RoleRequest",),
    ),
    RetentionRule(
        "Who made or ended a link by which people join, and who joined by it",
        "so that its managers can see who came how, and take it back",
        "as long as the organisation is here; by “a former member” when an account is closed",
        ("cpd_site.JoinLink",),
    ),
    RetentionRule(
        "The address that a code for a mail domain went to; who asked for the domain, proved and "
        "ended it, and who joined by it",
        "so that only who reads mail there lets people in, and managers can see who came how",
        "the address until the code is given; the rest as long as the organisation is here, by “a "
        "former member” when an account is closed",
        ("cpd_site.MailDomain",),
    ),
    RetentionRule(
        "Who did what to an organisation and its people, and when",
        "so that its managers can see who let in whom",
        "for good, or as long as those who run the site have set; by “a former member” when an "
        "account is closed",
        ("cpd_site.OrganisationEvent",),
    ),
    RetentionRule(
        "Who did what to a framework, draft, edition or import, and when",
        "others rely on it, and it can be undone",
        "as above; drafts that were discarded, with what was done in them, for 30 days",
        (
            *("frameworks.Event", "frameworks.Edition", "frameworks.Choice"),
            *("frameworks.Import", "frameworks.Suggestion", "frameworks.LinkLook"),
            "frameworks.RefusedKinds",
        ),
    ),
    RetentionRule(
        "Who made a link that shows a draft around, and for whom",
        "so that it can be revoked",
        "90 days after it ended",
        ("frameworks.Preview",),
    ),
    RetentionRule(
        "What you say of a draft, with your name, or the name that you give with a link",
        "so that its editors can answer",
        "until 90 days after the draft was published, or its editors remove it; of a draft that "
        "was discarded, 30 days",
        ("frameworks.Comment",),
    ),
    RetentionRule(
        "Who asked why a line was reworded, in which words, and who answered",
        "so that those who published it can answer, and everybody reads the reason",
        "as long as the edition and the copy are here; by “a former member” when an account is "
        "closed",
        ("frameworks.Reason", "frameworks.ReasonAsked"),
    ),
    RetentionRule(
        "Who has a draft open",
        "so that two people see each other",
        "a day",
        ("frameworks.Presence",),
    ),
    RetentionRule(
        "Whom to ask about a framework, as its editors named them",
        "readers need somebody to ask",
        "until its editors change it, or that person’s account is closed",
        ("frameworks.Framework",),
    ),
    RetentionRule(
        "Which frameworks you follow; without an account, your e-mail address",
        "to tell you of new editions",
        "until you stop it",
        ("frameworks.Follower",),
        Basis.CONSENT,
    ),
    RetentionRule(
        "A mail to you that waits to be sent, or that your mail server did not take",
        "so that it comes although a mail server is away for a while",
        "until it is sent; one that could not be, 30 days",
        ("cpd_site.Letter",),
    ),
    RetentionRule(
        "Your plans, with whom you share them, what they wrote, and the address of your calendar",
        "because you put it there",
        "until you delete it, or your account is closed",
        ("frameworks.Plan", "frameworks.PlanShare", "frameworks.PlanCalendar"),
        Basis.CONSENT,
    ),
    RetentionRule(
        "That you stay out of numbers",
        "to leave you out",
        "until you are counted again",
        ("frameworks.UncountedPerson",),
    ),
    RetentionRule(
        "What those who run the site did in its administration",
        "so that they can be asked about it",
        "until their account is closed",
        ("admin.LogEntry",),
    ),
)
