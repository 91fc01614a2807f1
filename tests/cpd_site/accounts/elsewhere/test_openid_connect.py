"""Sign-in with an OpenID Connect provider, against a small one that runs beside the tests."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertContains

from cpd_site.models import User
from cpd_site.serving import openid_connect
from tests.cpd_site.accounts.elsewhere.provider import CLIENT, SECRET, running
from tests.factories import UserFactory
from tests.mails import code_in
from tests.production import in_production

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"
ANN = {"sub": "ann-1", "email": "ann@oak.example", "email_verified": True, "name": "Ann Ant"}


@pytest.fixture
def provider(settings, monkeypatch):
    """It runs, and the settings name it, as `cpd_site.settings` does."""
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": openid_connect.provider(
                f"{provider.address}/", "DfE Sign-in", CLIENT, SECRET
            )
        }
        settings.ROOT_URLCONF = "tests.cpd_site.accounts.elsewhere.urls"
        known = registry.provider_map | {"openid_connect": OpenIDConnectProvider}
        monkeypatch.setattr(registry, "provider_map", known)
        provider.person = dict(ANN)
        yield provider


@pytest.fixture
def ann():
    user = UserFactory.create(name="Ann Ant", email=ANN["email"])
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sign_in(client, provider, **more):
    """From the button to where the browser ends."""
    button = client.post(reverse("openid_connect_login", args=["sso"]), more)
    assert button.status_code == 302
    return client.get(provider.authorize(button.url), follow=True)


def who(client):
    return client.session.get("_auth_user_id")


def test_the_page_of_signing_in_has_its_button(client, provider):
    page = client.get(reverse("account_login"))

    assertContains(page, "Sign in with DfE Sign-in")
    assertContains(page, 'action="/accounts/oidc/sso/login/')


def test_a_proved_address_opens_its_account_and_connects_it(client, provider, ann):
    response = sign_in(client, provider)

    assert response.redirect_chain[-1][0] == reverse("desk")
    assert who(client) == str(ann.pk)
    assert SocialAccount.objects.get().user == ann
    assert set(provider.asked["scope"].split()) == {"openid", "profile", "email"}

    client.logout()
    provider.person |= {"email": "ann.ant@oak.example"}  # it is the same person there
    sign_in(client, provider)
    assert who(client) == str(ann.pk)


@pytest.mark.parametrize("said", [{"email_verified": False}, {}])
def test_an_address_that_is_not_proved_opens_nothing(client, provider, ann, said):
    provider.person = {name: ANN[name] for name in ("sub", "email", "name")} | said

    sign_in(client, provider)

    assert who(client) is None
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("staff", [{"is_staff": True}, {"is_superuser": True}])
def test_no_address_opens_an_account_of_site_staff(client, provider, ann, staff):
    User.objects.filter(pk=ann.pk).update(**staff)

    sign_in(client, provider)

    assert who(client) is None


def test_who_is_new_has_an_account_with_the_name_from_there(client, provider):
    response = sign_in(client, provider)
    if response.redirect_chain[-1][0] == reverse("socialaccount_signup"):
        assertContains(response, "You sign in with DfE Sign-in from now on")
        client.post(reverse("socialaccount_signup"), {"name": "Ann Ant", "email": ANN["email"]})

    user = User.objects.get()
    assert (user.name, user.email) == ("Ann Ant", ANN["email"])
    assert who(client) == str(user.pk)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        *(("Ann\u202e\nAnt\x00", "Ann Ant"), ("Ann \ud800Ant", "Ann Ant")),
        *(("head@oak.example", ""), ("n" * 200, "n" * 150)),
    ],
)
def test_a_name_from_there_is_as_one_of_ours(client, provider, told, kept):
    provider.person = ANN | {"name": told}

    sign_in(client, provider)

    assert User.objects.get().name == kept


def test_who_is_new_with_an_address_that_is_not_proved_proves_it(client, provider):
    provider.person["email_verified"] = False
    sign_in(client, provider)
    client.post(reverse("socialaccount_signup"), {"name": "Ann Ant", "email": ANN["email"]})
    assert who(client) is None

    client.post(reverse("account_email_verification_sent"), {"code": code_in(mail.outbox[-1])})

    assert who(client) == str(User.objects.get().pk)


def test_an_account_is_connected_by_who_is_signed_in(client, provider, ann):
    ann.set_password(PASSWORD)
    ann.save()
    client.post(reverse("account_login"), {"login": ann.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    provider.person["email_verified"] = False

    sign_in(client, provider, process="connect")

    assert SocialAccount.objects.get().user == ann


def test_a_refusal_is_said(client, provider):
    button = client.post(reverse("openid_connect_login", args=["sso"]))
    back = provider.authorize(button.url).replace("code=a-code", "error=access_denied")

    response = client.get(back, follow=True)

    assertContains(response, "You ended it there, or were not let through.")


@pytest.mark.parametrize(
    "token", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"sub": "bob-2"}]
)
def test_what_is_not_of_this_person_for_us_and_now_opens_nothing(client, provider, ann, token):
    provider.token = token

    response = sign_in(client, provider)

    assert who(client) is None
    assertContains(response, "did not tell us who you are", status_code=401)


def test_another_browser_cannot_use_a_code(client, provider, ann):
    button = client.post(reverse("openid_connect_login", args=["sso"]))
    client.cookies.clear()

    client.get(provider.authorize(button.url))

    assert who(client) is None


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (500, "down")),
        ("/.well-known/openid-configuration", (404, "")),
        ("/.well-known/openid-configuration", (200, "<html>")),
        ("/.well-known/openid-configuration", (200, "[]")),
        ("/.well-known/openid-configuration", (200, "{}")),
    ],
)
def test_a_provider_that_is_not_well_is_said(client, provider, path, answer, caplog):
    provider.broken[path] = answer

    response = client.post(reverse("openid_connect_login", args=["sso"]))

    assertContains(response, "They do not answer", status_code=503)
    assert "did not answer as it should" in caplog.text


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/userinfo"])
@pytest.mark.parametrize("answer", [(500, "down"), (200, "<html>"), (200, "{}")])
def test_one_that_breaks_on_the_way_back_lets_nobody_in(client, provider, ann, path, answer):
    button = client.post(reverse("openid_connect_login", args=["sso"]))
    back = provider.authorize(button.url)
    provider.broken[path] = answer

    response = client.get(back)

    assert response.status_code in (401, 503)
    assertContains(response, "Ways to sign in", status_code=response.status_code)
    assert who(client) is None


def test_one_that_is_gone_is_said(client, provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"

    response = client.post(reverse("openid_connect_login", args=["sso"]))

    assertContains(response, "They do not answer", status_code=503)
    assert client.get("/accounts/oidc/other/login/").status_code == 404


WITH_OPENID_CONNECT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "cpd_site.settings"
import django
django.setup()
from django.conf import settings
from django.urls import reverse
app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
print(app["name"], app["settings"]["server_url"])
print(*settings.SECURE_CSP["form-action"])
print(reverse("openid_connect_login", args=["sso"]))
"""


def test_any_openid_connect_provider_is_switched_on_by_settings():
    given = {
        "OIDC_ISSUER": "https://oidc.example.gov.uk/all/",
        "OIDC_NAME": "Example",
        "OIDC_CLIENT_ID": "a-client",
        "OIDC_CLIENT_SECRET": "a-secret",
        "OIDC_HOSTS": "https://login.example.gov.uk",
    }
    done = in_production("-c", WITH_OPENID_CONNECT, **given)

    assert done.stdout.splitlines() == [
        "Example https://oidc.example.gov.uk/all",
        "'self' https://oidc.example.gov.uk https://login.example.gov.uk",
        "/accounts/oidc/sso/login/",
    ]

    plain = in_production("-c", "import cpd_site.settings", **given | {"OIDC_ISSUER": "http://x"})
    assert "OIDC_ISSUER begins with https://" in plain.stderr
