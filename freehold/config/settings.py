"""Django's settings, all from the environment (`environment.py` documents each variable)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from freehold.config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.folder("FREEHOLD_DATA")

DEBUG = env.boolean("FREEHOLD_DEBUG")
ALLOWED_HOSTS = env.words("FREEHOLD_HOSTS")
ORIGIN = env.text("FREEHOLD_ORIGIN").rstrip("/")
FREEHOLD_SECRET_KEYS = env.words("FREEHOLD_SECRET_KEY") or ["unset: for checks and tests alone"]
SECRET_KEY, *SECRET_KEY_FALLBACKS = FREEHOLD_SECRET_KEYS
NEUTRAL_DOMAIN = env.text("FREEHOLD_NEUTRAL_DOMAIN")
PORT_OFFSET = env.number("FREEHOLD_PORT_OFFSET", least=0, most=40000)
RESOLVER = env.text("FREEHOLD_RESOLVER")
SUSPENDED_MAIL = env.choice("FREEHOLD_SUSPENDED_MAIL", "accept", "defer")
IMAP = env.address("FREEHOLD_IMAP")
SUBMISSION = env.address("FREEHOLD_SUBMISSION")
ENGINE_CA = env.text("FREEHOLD_ENGINE_CA")
DOVEADM = env.address("FREEHOLD_DOVEADM")
DOVEADM_KEY = env.text("FREEHOLD_DOVEADM_KEY")
# Where unprivileged engines reach it, the instance may stand elsewhere than where the person named it.
ENGINE_ROOT = (DATA / "instance").resolve() if (DATA / "instance").exists() else DATA
RETRIEVAL_DAYS = env.number("FREEHOLD_RETRIEVAL_DAYS", least=30, most=3650)
RFC2136 = env.text("FREEHOLD_RFC2136")
API_RATE = env.number("FREEHOLD_API_RATE", least=1, most=1_000_000)
ROLE = env.choice("FREEHOLD_ROLE", *env.DSN_OF_ROLE)


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
    "django_htmx",
    "procrastinate.contrib.django",
    "freehold.ui",
    "freehold.tenants",
    "freehold.audit",
    "freehold.domains",
    "freehold.notices",
    "freehold.accounts",
    "freehold.delegation",
    "freehold.provisioning",
    "freehold.catalog",
    "freehold.subscriptions",
    "freehold.services.mail",
    "freehold.console",
    "freehold.host",
    "freehold.config",
]
FORM_RENDERER = "freehold.ui.forms.Renderer"

MIDDLEWARE = [
    "freehold.config.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "freehold.ui.content_security_policy.ContentSecurityPolicyMiddleware",
    "freehold.delegation.middleware.ScopeMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "freehold.config.urls"
WSGI_APPLICATION = "freehold.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.Person"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
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

# Sign-in pages run as the identity role; public pages answer before anybody is known (each checks for itself).
IDENTITY_PATHS = ("/account/",)
LOGIN_URL = "/account/login/"
PUBLIC_PATHS = (
    *IDENTITY_PATHS,
    STATIC_URL,
    "/api/",
    "/brand/",
    "/healthz",
    "/readyz",
    "/ui/",
    "/mail/config-v1.1.xml",
    "/autodiscover/",
    "/Autodiscover/",
    "/.well-known/",
)

PROCRASTINATE_ON_APP_READY = "freehold.config.jobs.bind"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "freehold_has_none"
