"""Adapt allauth to this site."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from cpd_site.accounts.actions import mail_domains
from cpd_site.accounts.actions.own_account import follow_address
from cpd_site.accounts.actions.people import PeopleRefused
from cpd_site.models import JoinLink, User
from cpd_site.serving.rate_limit import ip_of
from cpd_site.serving.sending import describe
from cpd_site.words import clean_name

logger = logging.getLogger(__name__)

READER_BY_ADDRESS = (
    "Your address is at {membership.mail_domain.domain}, so you are a reader of "
    "{membership.organisation.name} now. Its members see your name and your address. You can "
    "leave it on the page of its people."
)


class AccountAdapter(DefaultAccountAdapter):
    """Decides who may sign up, and handles mail that cannot be sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether anyone may sign up. Invited people always may, on another page, and so may
        people with a join link: signing up leads back there.
        """
        return bool(settings.OPEN_SIGNUP) or self._leads_to_join_link(request)

    def _leads_to_join_link(self, request: HttpRequest) -> bool:
        """Return whether signing up leads to a join link that works."""
        try:
            found = resolve(urlsplit(get_request_param(request, "next", "")).path)
        except (Resolver404, ValueError):
            return False
        if found.url_name != "join":
            return False
        link = JoinLink.objects.by_token(found.kwargs["token"])
        return link is not None and not link.closed_because

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse sign-in to demonstration accounts in production: their passwords are printed."""
        response: HttpResponse | None
        if settings.IN_PRODUCTION and user.is_demonstration:
            response = self.respond_user_inactive(request, user)
        else:
            response = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Make people who have proved an address at a school's domain its readers."""
        self._let_in(request, user)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Do the same when somebody who is signed in proves another address."""
        before = getattr(request.user, "email", "")
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed and isinstance(request.user, User):
            request.user.refresh_from_db(fields=["email"])
            if request.user.email.lower() != before.lower():
                follow_address(person=request.user, before=before)
            self._let_in(request, request.user)
        return confirmed

    def _let_in(self, request: HttpRequest, user: User) -> None:
        try:
            membership = mail_domains.add_reader_by_address(user)
        except PeopleRefused as refused:
            messages.warning(request, str(refused))
        else:
            if membership:
                messages.success(request, READER_BY_ADDRESS.format(membership=membership))

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether `next` leads to a page of ours. A malformed address does not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address as for our own limits; allauth limits by it and mentions it
        in mails.
        """
        ip = ip_of(request)
        if not ip:
            raise PermissionDenied("Nobody can sign in here: the server does not tell from where.")
        return ip

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer a passkey first to people who have one: it is the quickest and safest."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: not method["id"].endswith(":webauthn"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the mail; on failure answer with a page that says so, never with an error.

        If a mail merely reports a change, log its failure: the change stands.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # includes smtplib's errors
            logger.error("A mail could not be sent: %s: %s", template_prefix, describe(error))
            if "code" in context:
                page = render(self.request, "account/mail_failed.html", status=503)
                raise ImmediateHttpResponse(page) from None


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Takes the name from the external provider; our users have one name, not two."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse if the provider's user info is about another person than the one who signed in."""
        claims = sociallogin.account.extra_data
        person = claims.get("userinfo", {}).get("sub")
        if "userinfo" in claims and person != claims.get("id_token", {}).get("sub"):
            raise PermissionDenied("What was said there is of two persons.")

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Let no external address open an account of site staff: they connect theirs once signed
        in.
        """
        there = User.objects.filter(email__iexact=email)
        if there.filter(Q(is_staff=True) | Q(is_superuser=True)).exists():
            return False
        return bool(super().can_authenticate_by_email(login, email))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        sociallogin.account.extra_data = _storable(sociallogin.account.extra_data)
        parts = [data.get("first_name"), data.get("last_name")]
        name = clean_name(data.get("name") or " ".join(filter(None, parts)))
        user.name = "" if "@" in name else name[:150]  # as in our own form
        return user


def _storable(claims: Any) -> Any:
    """Return what a provider says without what PostgreSQL cannot store: nulls, and halves of
    characters.
    """
    if isinstance(claims, dict):
        return {_storable(name): _storable(value) for name, value in claims.items()}
    if isinstance(claims, list):
        return [_storable(value) for value in claims]
    if isinstance(claims, str):
        return claims.replace("\0", "").encode(errors="ignore").decode()
    return claims
