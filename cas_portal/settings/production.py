"""Settings behind a TLS proxy. A missing secret stops the start; demo mode is refused."""

from django.core.exceptions import ImproperlyConfigured

from cas_portal.settings.base import *  # noqa: F403
from cas_portal.settings.base import env

REQUIRED = [
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "REDIS_URL",
    "S3_ENDPOINT_URL",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "S3_BUCKET",
    "FIELD_KEYS",
    "SSN_INDEX_KEY",
]
# A process knows the password of its own database login and of no other.
OWN_DATABASE = DATABASE_VARIABLES[DB_LOGIN]  # noqa: F405
missing = [name for name in [*REQUIRED, OWN_DATABASE] if not env(name, default="")]
if missing:
    raise ImproperlyConfigured(f"Set {', '.join(missing)} in the environment and start again.")
if env.bool("DEMO", default=False):
    raise ImproperlyConfigured("DEMO is for `make run` only. Remove it from the production environment.")

DEMO = False
MFA_REQUIRED = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
STATIC_ROOT = ROOT / "staticfiles"  # noqa: F405
WHITENOISE_USE_FINDERS = False
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405
