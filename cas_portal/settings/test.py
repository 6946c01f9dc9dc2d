"""The settings of the test suite: three logins to one database, nothing leaves this machine."""

from cas_portal.settings.base import *  # noqa: F403
from cas_portal.settings.base import database

DEBUG = False
DATABASES = {"default": database("web"), "worker": database("worker"), "owner": database("migrator")}
for _connection in DATABASES.values():
    _connection["CONN_MAX_AGE"] = 0
    _connection["CONN_HEALTH_CHECKS"] = False
for _login in ("worker", "owner"):
    DATABASES[_login]["ATOMIC_REQUESTS"] = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Every browser of a test starts the handlers anew; listing all static files each time is a seventh of the suite.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECRET_KEY = "tests-only"  # noqa: S105
MFA_REQUIRED = False  # the tests about it switch it on
