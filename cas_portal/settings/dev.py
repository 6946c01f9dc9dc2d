"""The settings of `make run`: plain HTTP on this machine, no second factor in the demo."""

from cas_portal.settings.base import *  # noqa: F403
from cas_portal.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
CSRF_COOKIE_NAME = "cas_csrf"
SESSION_COOKIE_NAME = "cas_session"
# Mail is written to files, one for each message.
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = ROOT / ".local" / "mail"  # noqa: F405
