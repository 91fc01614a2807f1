"""Who belongs to which organisation, in which role, and who is invited to."""

from datetime import timedelta
from typing import ClassVar, Self

from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from cpd_site.models.joining import JoinLink, MailDomain
from cpd_site.models.organisation import Organisation
from cpd_site.models.user import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def by_mails_token(self, token: str) -> "Membership | None":
        """Return the membership whose mails this link stops; None if there is none."""
        try:
            key = Membership.MAILS.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        return self.filter(pk=key).select_related("organisation", "user").first()


class Membership(models.Model):
    """A person in an organisation, and what they may do there."""

    class Role(models.TextChoices):
        READER = "reader"  # sees what is for members only
        EDITOR = "editor"  # changes drafts, invites readers
        PUBLISHER = "publisher"  # also publishes and withdraws
        MANAGER = "manager"  # also invites in any role, and removes people

        def includes(self, other: "Membership.Role") -> bool:
            """Whether it permits what `other` permits: each role adds to the one before."""
            order = list(Membership.Role)
            return order.index(self) >= order.index(other)

        @property
        def may(self) -> str:
            """What it permits besides the roles before, in words."""
            return {
                "reader": "sees what is for members only",
                "editor": "also changes drafts, and invites readers",
                "publisher": "also publishes and withdraws editions",
                "manager": "also invites people in any role, and removes them",
            }[self.value]

        @property
        def with_article(self) -> str:
            """The role with its article: "a reader", "an editor"."""
            article = "an" if self.label.startswith("E") else "a"
            return f"{article} {self.label.lower()}"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    joined_at = models.DateTimeField(
        default=timezone.now, null=True, help_text="Empty where that was not kept yet."
    )
    join_link = models.ForeignKey(
        JoinLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    mail_domain = models.ForeignKey(
        MailDomain, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    wants_mails = models.BooleanField(
        default=True, help_text="Whether they take mails on what the organisation publishes."
    )

    MAILS = signing.Signer(salt="cpd_site.Membership.mails")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="member_once_in_an_organisation",
                violation_error_message="This person is a member already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} at {self.organisation}"

    @property
    def came_by(self) -> str:
        """The way in that they used, in words; empty for people who were invited or appointed."""
        if self.join_link:
            return f"the link “{self.join_link.name}”"
        return f"an address at {self.mail_domain.domain}" if self.mail_domain else ""

    @property
    def mails_token(self) -> str:
        """The last part of the link that stops mails to members."""
        return self.MAILS.sign_object(self.pk)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Filter those neither accepted nor revoked. They may have expired: sending again renews
        them.
        """
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def by_token(self, token: str) -> "Invitation | None":
        """Return the invitation whose latest link this is; None if there is none."""
        try:
            key, sending = Invitation.SIGNER.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        return self.filter(pk=key, sending=sending).select_related("organisation").first()


class Invitation(models.Model):
    """Someone asked by e-mail to join an organisation in a role.

    Its link is signed. Sending again renews it for a week and voids earlier links.
    """

    SIGNER = signing.Signer(salt="cpd_site.Invitation")
    LASTS = timedelta(days=7)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=20, choices=Membership.Role, default=Membership.Role.READER)
    sending = models.PositiveSmallIntegerField(default=1, help_text="How many times it was sent.")
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty while the mail server has not taken it."
    )
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_to_an_address",
                violation_error_message="This address is invited already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, to {self.organisation} as {self.role}"

    @property
    def token(self) -> str:
        """The last part of its address."""
        return self.SIGNER.sign_object([self.pk, self.sending])

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def closed_because(self) -> str:
        """Why it can no longer be accepted, in a sentence; empty while it can."""
        if self.accepted_at:
            return "This invitation has been accepted already."
        if self.revoked_at:
            return "This invitation was taken back."
        if self.has_expired:
            return "This invitation has expired."
        return ""
