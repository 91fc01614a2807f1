"""The addresses of people and organisations; those of sign-in are allauth's."""

from django.urls import path

from cpd_site.accounts.views import (
    account,
    invitations,
    inviting,
    joining,
    mail_domains,
    member_mails,
    people,
    role_requests,
    schools,
    ways_in,
)
from cpd_site.accounts.views.one_time_link import one_time_link

PEOPLE = "desk/organisations/<slug:slug>/people"

urlpatterns = [
    path("accounts/", account.account, name="account"),
    path("accounts/name/", account.own_name, name="own_name"),
    path("accounts/data.json", account.account_data, name="account_data"),
    path("accounts/once/<int:pk>/<str:token>/", one_time_link, name="one_time_link"),
    path("accounts/close/", account.close_account, name="close_account"),
    path("desk/schools/", schools.school_list, name="school_list"),
    path("desk/schools/<slug:slug>/ask/", role_requests.ask, name="role_request_ask"),
    path("desk/requests/<int:pk>/", role_requests.answer, name="role_request"),
    path(
        "desk/requests/<int:pk>/take-back/",
        role_requests.take_back,
        name="role_request_take_back",
    ),
    path(f"{PEOPLE}/", people.people, name="people"),
    path(f"{PEOPLE}/invite/", inviting.invite, name="invite"),
    path(f"{PEOPLE}/<int:pk>/role/", people.change_role, name="change_role"),
    path(f"{PEOPLE}/<int:pk>/remove/", people.remove, name="remove_member"),
    path(f"{PEOPLE}/invitations/send/", inviting.send_unsent, name="send_unsent"),
    path(f"{PEOPLE}/invitations/<int:pk>/send/", inviting.send_again, name="send_again"),
    path(f"{PEOPLE}/invitations/<int:pk>/revoke/", inviting.revoke, name="revoke"),
    path("mails/<str:token>/", member_mails.member_mails, name="member_mails"),
    path(f"{PEOPLE}/ways-in/", ways_in.ways_in, name="ways_in"),
    path(f"{PEOPLE}/links/", ways_in.join_link_make, name="join_link_make"),
    path(f"{PEOPLE}/links/<int:pk>/", ways_in.join_link, name="join_link"),
    path(f"{PEOPLE}/links/<int:pk>/poster/", ways_in.join_link_poster, name="join_link_poster"),
    path(f"{PEOPLE}/domains/", mail_domains.mail_domain_ask, name="mail_domain_ask"),
    path(f"{PEOPLE}/domains/<int:pk>/", mail_domains.mail_domain, name="mail_domain"),
    path(
        f"{PEOPLE}/domains/<int:pk>/code/",
        mail_domains.mail_domain_prove,
        name="mail_domain_prove",
    ),
    path("join/<str:token>/", joining.join, name="join"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
