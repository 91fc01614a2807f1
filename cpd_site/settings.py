"""The settings, all of them, read from the environment.

A laptop needs no variables, and serves what production will serve, but over plain HTTP and to this
machine only. In production (`CPD_ENV=production`) the site refuses to start without `SECRET_KEY`
and `ALLOWED_HOSTS`. `docs/settings.md` lists every variable.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from cpd_site.serving import environment, log_config, mail_config, openid_connect
from cpd_site.serving.private_sqlite import PrivateConnection

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environment.Environment()

_kind = environment.one_of("CPD_ENV", env.str("CPD_ENV", default="local"), ("local", "production"))
IN_PRODUCTION = _kind == "production"
DEBUG = env.bool("DEBUG", default=False)

if IN_PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG cannot be on in production: it shows the code to anyone.")
    SECRET_KEY = environment.not_empty("SECRET_KEY", env.str("SECRET_KEY"))
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    SITE_ADDRESS = env.str("SITE_ADDRESS", default="") or environment.address_of(ALLOWED_HOSTS)
else:
    SECRET_KEY = env.str("SECRET_KEY", default="only-for-this-laptop")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
    SITE_ADDRESS = env.str(
        "SITE_ADDRESS", default=f"http://{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}"
    )
    VAR_DIR.mkdir(exist_ok=True)

# --- Apps and middleware ---

INSTALLED_APPS = [
    "cpd_site",
    "opportunities",
    "frameworks",
    "cpd_site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_tasks_db",
    "django_htmx",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    "cpd_site.serving.request_log.RequestLogMiddleware",  # numbers the request, for all below
    "cpd_site.serving.permissions_policy.PermissionsPolicyMiddleware",  # above what answers
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # above what only pages need
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cpd_site.serving.wrong_method.WrongMethodMiddleware",
]

ROOT_URLCONF = "cpd_site.urls"
WSGI_APPLICATION = "cpd_site.wsgi.application"
AUTH_USER_MODEL = "cpd_site.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.static",
                "cpd_site.serving.fragments",
                "frameworks.pages.lines",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["cpd"]
CRISPY_TEMPLATE_PACK = "cpd"
CRISPY_FAIL_SILENTLY = False

# --- Data ---

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'cpd.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers do not wait for a writer (WAL); writers queue instead of failing (IMMEDIATE).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "factory": PrivateConnection,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None  # connecting costs more than a query
    # A file, as in production: in memory, a browser's requests would lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not even refuse would otherwise block a worker for minutes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # A pooler that gives each transaction another connection would lose them.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool(
        "DISABLE_SERVER_SIDE_CURSORS", default=False
    )

# A replica of the database: it answers readers without an account.
if _replica := env.str("REPLICA_URL", default=""):
    DATABASES["replica"] = DATABASES["default"] | env.db_url_config(_replica)
    if {database["ENGINE"] for database in DATABASES.values()} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured("REPLICA_URL and DATABASE_URL are of PostgreSQL, both of them.")

FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"yaml": "frameworks.fixtures"}  # loaddata reads frameworks, not rows

# Many filters make long addresses; beyond this Django answers 400.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# While the database is away, the page cache serves its pages for so many seconds.
STALE_PAGES_FOR = env.float("STALE_PAGES_FOR", default=10 * 60)

# What workers share. "default" is for rate limits alone, allauth's and ours; computed data has
# caches of its own, which may lose entries at any time. `manage.py createcachetable` makes the
# tables; `make run` calls it.
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://cpd_cache"),
    "impact": env.cache("IMPACT_CACHE_URL", default="dbcache://cpd_impact_cache"),
    # Files that take long to make, by content; made again if they are gone.
    "files": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": env.str("FILES_CACHE_DIR", default=str(VAR_DIR / "files")),
        "TIMEOUT": 90 * 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    # Beyond so many rows, expired ones are deleted. Django would also cull one live row in so many,
    # which rounds to none.
    _room = {"MAX_ENTRIES": 10_000, "CULL_FREQUENCY": 1_000_000_000}
    CACHES["default"]["OPTIONS"] = _room | CACHES["default"].get("OPTIONS", {})
_patience = {"socket_connect_timeout": 2, "socket_timeout": 2}
for _cache in CACHES.values():
    if _cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
        _cache["OPTIONS"] = _patience | _cache.get("OPTIONS", {})

# Who runs tasks: a worker (`manage.py worker`), from a table of the database, or the request
# itself, at once.
_backends = {
    "worker": "django_tasks_db.DatabaseBackend",
    "immediate": "django.tasks.backends.immediate.ImmediateBackend",
}
_tasks = env.str("TASKS", default="worker" if IN_PRODUCTION else "immediate")
environment.one_of("TASKS", _tasks, _backends)
TASKS = {"default": {"BACKEND": _backends[_tasks], "QUEUES": ["default", "outside"]}}

# Days after which `manage.py housekeeping` deletes. 0 keeps events for good: they are written to a
# folder before they are deleted.
KEEP_ENDED_LINKS_FOR = env.int("KEEP_ENDED_LINKS_FOR", default=90)
KEEP_EVENTS_FOR = env.int("KEEP_EVENTS_FOR", default=0)
environment.not_negative("KEEP_ENDED_LINKS_FOR", KEEP_ENDED_LINKS_FOR)
environment.not_negative("KEEP_EVENTS_FOR", KEEP_EVENTS_FOR)
OLD_EVENTS_DIR = env.str("OLD_EVENTS_DIR", default=str(VAR_DIR / "old-events"))

# --- Files ---

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cpd_site.serving.bundles.BundleFinder",
]
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
_hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _plain if DEBUG else _hashed},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages ask for no others

# --- Language and time ---

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Mail ---

_mail_url = env.email_url("MAIL_URL", default="smtp://localhost:25")
MAILERS = mail_config.by_smtp(_mail_url) if IN_PRODUCTION else mail_config.to_terminal()
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="CPD Frameworks <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Who runs this site, and how to reach them, for the pages about accessibility and privacy. Readers'
# reports about a framework that nobody maintains go there too.
RUN_BY = env.str("RUN_BY", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
CONTACT_PHONE = env.str("CONTACT_PHONE", default="")

# --- Safety ---

# How many proxies of ours a request passes on its way here. Each adds an address to
# X-Forwarded-For; visitors can write anything before those.
PROXIES = env.int("PROXIES", default=1 if env.bool("BEHIND_PROXY", default=False) else 0)
environment.not_negative("PROXIES", PROXIES)

# For each address and worker; pages from the page cache do not count. 0: no limit.
SEARCHES_A_SECOND = env.float("SEARCHES_A_SECOND", default=10)

# Former keys, whose signed links and sessions stay valid. The newest first.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# Further origins whose forms are accepted, for a proxy that changes the host name.
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

ADMIN_PATH = env.str("ADMIN_PATH", default="admin/")

# Only our own files; no page has inline scripts or styles, so none are allowed.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
_sessions = environment.one_of("SESSIONS", env.str("SESSIONS", default="db"), ("db", "cached_db"))
SESSION_ENGINE = f"django.contrib.sessions.backends.{_sessions}"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # schools share computers; people can ask to stay signed in
CSRF_FAILURE_VIEW = "cpd_site.serving.errors.csrf_failure"

if IN_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes speak plain HTTP from inside
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    # This binds every host of the domain for years, so the operator has to opt in.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Sign-in ---

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"

OPEN_SIGNUP = env.bool("OPEN_SIGNUP", default=True)

# Whether managers of an authority answer requests to look after a school in its area.
AUTHORITIES_ANSWER = env.bool("AUTHORITIES_ANSWER", default=False)

# The e-mail address is the user name. Codes prove what has to be proved by mail: mail filters at
# schools open links before people do.
CODE_LASTS = 15 * 60
ACCOUNT_ADAPTER = "cpd_site.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "cpd_site.accounts.forms.signup.NameForm"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LASTS
# No _SUPPORTS_CHANGE: the page would offer that to new addresses only, and reveal which are known.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LASTS
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LASTS
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IN_PRODUCTION else "http"
ACCOUNT_FORMS = {
    "login": "cpd_site.accounts.forms.sign_in.LoginForm",
    "signup": "cpd_site.accounts.forms.sign_in.SignupForm",
    "request_login_code": "cpd_site.accounts.forms.sign_in.RequestLoginCodeForm",
    "confirm_login_code": "cpd_site.accounts.forms.sign_in.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "cpd_site.accounts.forms.sign_in.ConfirmEmailForm",
    "add_email": "cpd_site.accounts.forms.sign_in.ChangeEmailForm",
    "change_password": "cpd_site.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "cpd_site.accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "cpd_site.accounts.forms.sign_in.ResetPasswordForm",
    "confirm_password_reset_code": "cpd_site.accounts.forms.sign_in.ConfirmPasswordResetForm",
    "reset_password_from_key": "cpd_site.accounts.forms.sign_in.NewPasswordForm",
    "reauthenticate": "cpd_site.accounts.forms.sign_in.ReauthenticateForm",
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CPD Frameworks"
MFA_TOTP_TOLERANCE = 1  # clocks may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION  # http://localhost
MFA_FORMS = {
    "authenticate": "cpd_site.accounts.forms.sign_in.SecondStepForm",
    "reauthenticate": "cpd_site.accounts.forms.sign_in.SecondStepAgainForm",
    "activate_totp": "cpd_site.accounts.forms.sign_in.ActivateAppForm",
    "deactivate_totp": "cpd_site.accounts.forms.sign_in.DeactivateAppForm",
    "generate_recovery_codes": "cpd_site.accounts.forms.sign_in.RecoveryCodesForm",
    "add_webauthn": "cpd_site.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "cpd_site.accounts.forms.sign_in.RenamePasskeyForm",
}

# Schools have one or the other, or another (DfE Sign-in); settings enable each.
SOCIALACCOUNT_ADAPTER = "cpd_site.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[object]]] = {}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # only if an address may open an account
SOCIALACCOUNT_FORMS = {"signup": "cpd_site.accounts.forms.sign_in.SocialSignupForm"}
_tenant = {"settings": {"tenant": env.str("MICROSOFT_TENANT", default="organizations")}}
for _provider, _host, _options in (
    ("microsoft", "https://login.microsoftonline.com", _tenant),
    ("google", "https://accounts.google.com", {}),
):
    if _client := env.str(f"{_provider.upper()}_CLIENT_ID", default=""):
        _app = {"client_id": _client, "secret": env.str(f"{_provider.upper()}_CLIENT_SECRET")}
        INSTALLED_APPS.append(f"allauth.socialaccount.providers.{_provider}")
        SOCIALACCOUNT_PROVIDERS[_provider] = {"APPS": [_app | _options]}
        SECURE_CSP["form-action"].append(_host)  # the button's POST redirects there
if _issuer := env.str("OIDC_ISSUER", default=""):
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = openid_connect.provider(
        _issuer, env.str("OIDC_NAME"), env.str("OIDC_CLIENT_ID"), env.str("OIDC_CLIENT_SECRET")
    )
    _hosts = env.list("OIDC_HOSTS", default=[])
    SECURE_CSP["form-action"] += openid_connect.origins(_issuer, *_hosts)

# --- Logs: to standard error ---

# Who is mailed about faults; and from how many seconds on a request is logged as slow, with its
# queries (0: none is).
ADMINS = env.list("ADMINS", default=[])
SLOW_REQUESTS_AFTER = env.float("SLOW_REQUESTS_AFTER", default=2)

# Where faults are reported to, without personal data; empty: nowhere.
SENTRY_DSN = env.str("SENTRY_DSN", default="")

# Bearers of it read metrics for Prometheus at /metrics; empty: nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LOGGING = log_config.to_stderr(
    form=env.str("LOG_FORMAT", default="text"), level=env.str("LOG_LEVEL", default="WARNING")
)
