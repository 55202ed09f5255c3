"""Django's settings, all from the environment (`environment.py` documents each variable)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from freehold.config import environment as env
from freehold.config.logging import LOGGING as LOGGING  # noqa: PLC0414 - Django reads it here
from freehold.host.ports import ports

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.folder("FREEHOLD_DATA")

DEBUG = env.boolean("FREEHOLD_DEBUG")
OWN_HOSTS = env.words("FREEHOLD_HOSTS")
ALLOWED_HOSTS = ["*"]  # HostMiddleware says which: brands have host names of their own
ORIGIN = env.text("FREEHOLD_ORIGIN").rstrip("/")
FREEHOLD_SECRET_KEYS = env.words("FREEHOLD_SECRET_KEY") or ["unset: for checks and tests alone"]
SECRET_KEY, *SECRET_KEY_FALLBACKS = FREEHOLD_SECRET_KEYS
SOURCE_URL = env.text("FREEHOLD_SOURCE_URL")
NEUTRAL_DOMAIN = env.text("FREEHOLD_NEUTRAL_DOMAIN")
INJECTION = env.address("FREEHOLD_INJECTION")
PORT_OFFSET = env.number("FREEHOLD_PORT_OFFSET", least=0, most=40000)
MAIL_PORTS = env.ports(
    "FREEHOLD_MAIL_PORTS",
    {
        name: port
        for name, port in ports(PORT_OFFSET).items()
        if name in ("imap", "imaps", "submission", "submissions", "sieve")
    },
)
RESOLVER = env.text("FREEHOLD_RESOLVER")
HOST_TARGET = env.text("FREEHOLD_HOST_TARGET").lower().rstrip(".")
HOST_CERTIFICATES = (
    env.folder("FREEHOLD_HOST_CERTIFICATES")
    if env.text("FREEHOLD_HOST_CERTIFICATES")
    else DATA / "state" / "freehold" / "certificates"
)
SUSPENDED_MAIL = env.choice("FREEHOLD_SUSPENDED_MAIL", "accept", "defer")
IMAP = env.address("FREEHOLD_IMAP")
SUBMISSION = env.address("FREEHOLD_SUBMISSION")
MX = env.address("FREEHOLD_MX")
AUTHENTICATION_SERVERS = [f"mail.{NEUTRAL_DOMAIN}"]  # whose Authentication-Results headers the inbox believes
ENGINE_CA = env.text("FREEHOLD_ENGINE_CA")
DOVEADM = env.address("FREEHOLD_DOVEADM")
DOVEADM_KEY = env.text("FREEHOLD_DOVEADM_KEY")
# Where unprivileged engines reach it, the instance may stand elsewhere than where the person named it.
ENGINE_ROOT = (DATA / "instance").resolve() if (DATA / "instance").exists() else DATA
TRACE_DAYS = env.number("FREEHOLD_TRACE_DAYS", least=1, most=3650)
RETRIEVAL_DAYS = env.number("FREEHOLD_RETRIEVAL_DAYS", least=30, most=3650)
RFC2136 = env.text("FREEHOLD_RFC2136")
METRICS_TOKEN = env.text("FREEHOLD_METRICS_TOKEN")
PROBES = env.address("FREEHOLD_PROBES") if env.text("FREEHOLD_PROBES") else None
TLS_CERTIFICATE = env.text("FREEHOLD_TLS_CERTIFICATE")
API_RATE = env.number("FREEHOLD_API_RATE", least=1, most=1_000_000)
ROLE = env.choice("FREEHOLD_ROLE", *env.DSN_OF_ROLE)
HTTPS = ORIGIN.startswith("https:")
PROXIES = env.number("FREEHOLD_PROXIES", least=0, most=10)
LOGIN_URL = "/account/login/"


def database(dsn: str) -> dict[str, object]:
    """Django's form of a connection string. No persistent state: every setting is transaction-local."""
    parts = urlsplit(dsn or "postgresql://freehold_app@127.0.0.1:5432/freehold")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASES = {
    "default": database(env.text(env.DSN_OF_ROLE[ROLE])),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "freehold.ui",
    "freehold.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "freehold.tenants",
    "freehold.audit",
    "freehold.domains",
    "freehold.notices",
    "freehold.delegation",
    "freehold.provisioning",
    "freehold.catalog",
    "freehold.subscriptions",
    "freehold.metering",
    "freehold.invoicing",
    "freehold.payments",
    "freehold.dunning",
    "freehold.reporting",
    "freehold.channel",
    "freehold.services.mail",
    "freehold.services.resold",
    "freehold.console",
    "freehold.host",
    "freehold.config",
]
FORM_RENDERER = "freehold.ui.forms.Renderer"

MIDDLEWARE = [
    "freehold.host.metrics.MetricsMiddleware",
    "freehold.host.probes.ProbeMiddleware",
    "freehold.config.logging.RequestLogMiddleware",
    "freehold.config.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "freehold.host.serve.WalledRoleMiddleware",
    "freehold.services.mail.autoconfig.middleware.MailProgramMiddleware",
    "freehold.domains.middleware.HostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "freehold.ui.content_security_policy.ContentSecurityPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "freehold.delegation.middleware.ScopeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "freehold.accounts.middleware.SessionAgeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "freehold.ui.messages.MessagesForHtmxMiddleware",
    "freehold.accounts.middleware.SignInPagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "freehold.config.sent_forms.OnceMiddleware",
    "freehold.console.middleware.ErrorMiddleware",
    "freehold.console.middleware.AudienceMiddleware",
]
CSRF_FAILURE_VIEW = "freehold.console.errors.stale_form"

ROOT_URLCONF = "freehold.config.urls"
WSGI_APPLICATION = "freehold.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["freehold.ui.templatetags.once"],  # each form bears a one-time key
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "freehold.console.context_processors.frame",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["freehold.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# Sign-in: django-allauth as it comes, on the paths below where the transaction is the identity role.
LOGIN_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = None
ACCOUNT_ADAPTER = "freehold.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",  # the key is a login at an address: see the adapter
    "login_anywhere": "200/h/key",
    "reset_password": "20/m/ip,5/h/key",
    "invitation": "20/m/ip",
    "partner_application": "20/h/ip,3/d/key",  # the key is a seller and an address
    "register_prospect": "60/d/key",  # the key is a seller: tries, so that nobody asks for whole lists
}
ACCOUNT_FORMS = {
    "login": "freehold.accounts.forms.sign_in.SignInForm",
    "reset_password": "freehold.accounts.forms.sign_in.AskForResetForm",
    "reset_password_from_key": "freehold.accounts.forms.sign_in.ResetPasswordForm",
    "change_password": "freehold.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "freehold.accounts.forms.sign_in.SetPasswordForm",
    "reauthenticate": "freehold.accounts.forms.sign_in.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "freehold.accounts.forms.sign_in.CodeForm",
    "authenticate_webauthn": "freehold.accounts.forms.sign_in.PasskeyStepForm",
    "reauthenticate": "freehold.accounts.forms.sign_in.ConfirmCodeForm",
    "reauthenticate_webauthn": "freehold.accounts.forms.sign_in.ConfirmPasskeyForm",
    "activate_totp": "freehold.accounts.forms.sign_in.AppCodeForm",
    "add_webauthn": "freehold.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "freehold.accounts.forms.sign_in.RenamePasskeyForm",
    "login_webauthn": "freehold.accounts.forms.sign_in.PasskeySignInForm",
}
MFA_ADAPTER = "freehold.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow passkeys without TLS on localhost alone
USERSESSIONS_TRACK_ACTIVITY = False  # ours does, at a fraction of the statements

SESSION_SERIALIZER = "freehold.accounts.sealed_session.SealedSerializer"
SESSION_COOKIE_NAME = f"freehold-session{PORT_OFFSET or ''}"  # cookies know no ports
SESSION_COOKIE_AGE = 12 * 60 * 60  # without a request; see accounts.middleware for the longest life
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"freehold-csrf{PORT_OFFSET or ''}"
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

# Shared between processes, and gone with the database's transaction: rate limits count what was answered.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = "freehold.config.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True

# Applied by `freehold migrate` after the migrations, in this order.
SCHEMA_FILES = [
    path
    for path in (BASE_DIR / "config" / "definer.sql", BASE_DIR / "services" / "mail" / "engine.sql")
    if path.exists()
]

# What services need in a domain's zone, and whether they still use it (domains/contract.py).
DOMAIN_RECORDS = ["freehold.services.mail.queries.records.records_for"]
DOMAIN_NEEDS = ["freehold.services.mail.actions.ensure_dkim_key.ensure_dkim_key"]
DOMAIN_USES = ["freehold.services.mail.queries.records.uses_of"]

# What services tell a person about setting up a device (accounts/contract.py).
DEVICE_SETUPS = ["freehold.services.mail.queries.setup.device_setup"]

# Answered at the host names of proven domains too.
MAIL_PROGRAM_PATHS = (
    "/mail/config-v1.1.xml",
    "/.well-known/autoconfig/",
    "/autodiscover/",
    "/Autodiscover/",
)
# Sign-in pages run as the identity role; public pages answer before anybody is known (each checks for itself).
IDENTITY_PATHS = ("/account/",)
SECOND_FACTOR_URL = "/account/2fa/"
# Whose views themselves send strangers to sign in, and keep what they had written until then.
KEEPING_PATHS = ("/inbox/write/",)
PUBLIC_PATHS = (
    *IDENTITY_PATHS,
    STATIC_URL,
    "/api/",
    "/brand/",
    "/partners/apply/",
    "/partners/join/",
    "/source/",
    "/healthz",
    "/readyz",
    "/ui/",
    *MAIL_PROGRAM_PATHS,
)

PROCRASTINATE_ON_APP_READY = "freehold.config.jobs.bind"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "freehold_has_none"
