"""How people prove who they are: passwords, second factors, limits (security.md §7)."""

from cas_portal.settings.environment import DEMO, SITE_NAME, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "cas_portal.accounts.backends.MembershipBackend",
    "guardian.backends.ObjectPermissionBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cas_portal.accounts.passwords.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # several people use one workstation: a session ends with the browser
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "cas_portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "reset_password": "cas_portal.accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "cas_portal.accounts.forms.signing_in.ResetPasswordKeyForm",
}
# Wrong passwords are counted in cas_portal/accounts/attempts.py, for address and browser together; these limits
# slow down one network address. Sending the reset form has no limit for each account: nobody can block a reset.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/15m/key,30/5m/ip",
    "reset_password": "20/m/ip",
    "grievance": "5/h/ip",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
USERSESSIONS_ADAPTER = "cas_portal.accounts.sessions.SessionsAdapter"
# A second factor for everybody, outside of the demo.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
MFA_ADAPTER = "cas_portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "cas_portal.accounts.forms.passkeys.AddPasskeyForm",
    "authenticate": "cas_portal.accounts.forms.second_step.CodeForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is proved by the invitation that was sent to it
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
