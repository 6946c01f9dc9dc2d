"""Settings shared by every way of running the portal. Imports with an empty environment."""

from pathlib import Path

from csp.constants import NONCE
from environ import Env

from cas_portal.settings import languages
from cas_portal.settings.api import *  # noqa: F403
from cas_portal.settings.environment import DEMO, SITE_NAME, env  # noqa: F401
from cas_portal.settings.logs import configure
from cas_portal.settings.signing_in import *  # noqa: F403
from cas_portal.settings.work import *  # noqa: F403

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = env("SECRET_KEY", default="only-good-for-commands-that-serve-nobody")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000")

# Where "Leave this site" on public pages leads: a page that says nothing about its visitor.
# Folders with fonts for sheets in letters the PDF maker does not bring, such as Chinese and Punjabi.
FONT_FOLDERS = env.list("FONT_FOLDERS", default=[])
QUICK_EXIT_URL = env("QUICK_EXIT_URL", default="https://www.weather.gov/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_linear_migrations",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "cas_portal.ui",
    "cas_portal.hud",
    "cas_portal.access",
    "cas_portal.audit",
    "cas_portal.outbox",
    "cas_portal.accounts",
    "cas_portal.notifications",
    "clients",
    "assessments",
    "documents",
    "referrals",
    "queues",
    "reports",
    "hmis_csv",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cas_portal.access.middleware.RequestIdMiddleware",
    "cas_portal.access.middleware.NoStoreMiddleware",
    "cas_portal.accounts.session_store.CookieMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cas_portal.accounts.middleware.LanguageMiddleware",
    "cas_portal.accounts.middleware.SessionTimeMiddleware",
    "cas_portal.accounts.middleware.ActorMiddleware",
    "cas_portal.accounts.middleware.SecondFactorMiddleware",
    "cas_portal.accounts.client_view.ClientViewMiddleware",
    "cas_portal.audit.middleware.LastingNotesMiddleware",
    "cas_portal.access.middleware.TenantTransactionMiddleware",
    "cas_portal.audit.middleware.DenialMiddleware",
    "cas_portal.access.middleware.AccessMiddleware",
    "cas_portal.access.middleware.DomainErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cas_portal.urls"
WSGI_APPLICATION = "cas_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cas_portal.ui.context_processors.chrome",
            ],
        },
    }
]
FORM_RENDERER = "cas_portal.ui.renderer.PortalRenderer"

# Database: one physical database, one login per kind of process (ops/roles.sql).
DB_LOGIN = env("CAS_DB_LOGIN", default="web")
DATABASE_VARIABLES = {
    "web": "DATABASE_URL",
    "worker": "WORKER_DATABASE_URL",
    "migrator": "MIGRATION_DATABASE_URL",
}
DATABASE_URLS = {
    "web": env("DATABASE_URL", default="postgres://web@127.0.0.1:5432/cas"),
    "worker": env("WORKER_DATABASE_URL", default="postgres://worker@127.0.0.1:5432/cas"),
    "migrator": env("MIGRATION_DATABASE_URL", default="postgres://migrator@127.0.0.1:5432/cas"),
}


def database(login: str) -> dict:
    """Return the connection settings of one login role; sessions speak UTC and never wait for a dead server."""
    return {
        **Env.db_url_config(DATABASE_URLS[login]),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": f"cas-{login}"},
    }


DATABASES = {"default": database(DB_LOGIN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits live in the cache table, so that signing in works while Valkey is down.
# Room for many counters: a full cache drops some, and with them how often somebody has tried.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_ENGINE = "cas_portal.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12  # nobody stays signed in longer, however busy they are
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="cas-portal@localhost")

# Class-S fields: sealing keys "id:base64,..." (first one seals, all open) and the key of the SSN index.
FIELD_KEYS = env("FIELD_KEYS", default="")
SSN_INDEX_KEY = env("SSN_INDEX_KEY", default="")

LANGUAGE_CODE = "en"
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGES = languages.offered(ROOT / "locale")
LANGUAGES_BIDI = languages.RIGHT_TO_LEFT
languages.introduce()
FORMAT_MODULE_PATH = "cas_portal.ui.formats"
# No expiry: a shared computer forgets with the browser which language its last visitor read.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cas_portal.ui.finders.BundleFinder",
]
WHITENOISE_USE_FINDERS = True

S3 = {
    "endpoint_url": env("S3_ENDPOINT_URL", default="http://127.0.0.1:9000"),
    "access_key": env("S3_ACCESS_KEY", default=""),
    "secret_key": env("S3_SECRET_KEY", default=""),
    "bucket_name": env("S3_BUCKET", default="cas-files"),
    "region_name": env("S3_REGION", default="us-east-1"),
    "addressing_style": "path",
    "signature_version": "s3v4",
    "default_acl": None,
    "file_overwrite": False,
    "querystring_expire": 60,
}
STORAGES = {
    "default": {"BACKEND": "cas_portal.storage.PrivateStorage", "OPTIONS": S3},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = configure(env("LOG_LEVEL", default="INFO"))
