"""Who publishes which grid, and when."""

from frameworks.models.choice import Choice
from frameworks.models.comment import Comment
from frameworks.models.copy_summary import CopySummary
from frameworks.models.edition import Edition, EditionLocked
from frameworks.models.event import Event
from frameworks.models.follower import Follower
from frameworks.models.framework import Framework
from frameworks.models.imports import Import, ImportFile
from frameworks.models.link_check import LinkCheck, LinkLook
from frameworks.models.member_mail import MemberMail
from frameworks.models.plan_sharing import PlanComment, PlanLook, PlanShare
from frameworks.models.plans import Plan, PlanCalendar, PlanItem, PlanStep, UncountedPerson
from frameworks.models.presence import Presence
from frameworks.models.preview import Preview
from frameworks.models.reason import Reason, ReasonAsked
from frameworks.models.refused_kinds import RefusedKinds
from frameworks.models.suggestion import Suggestion

__all__ = [
    "Choice",
    "Comment",
    "CopySummary",
    "Edition",
    "EditionLocked",
    "Event",
    "Follower",
    "Framework",
    "Import",
    "ImportFile",
    "LinkCheck",
    "LinkLook",
    "MemberMail",
    "Plan",
    "PlanCalendar",
    "PlanComment",
    "PlanItem",
    "PlanLook",
    "PlanShare",
    "PlanStep",
    "Presence",
    "Preview",
    "Reason",
    "ReasonAsked",
    "RefusedKinds",
    "Suggestion",
    "UncountedPerson",
]
