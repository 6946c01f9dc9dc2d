"""The settings of `make run`: plain HTTP on this machine, no second factor in the demo."""

from cas_portal.settings.base import *  # noqa: F403
from cas_portal.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
CSRF_COOKIE_NAME = "cas_csrf"
SESSION_COOKIE_NAME = "cas_session"
