"""The second factor: required outside of the demo, kept sealed, asked for before any page (security.md §7)."""

import base64
import os

import qrcode
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from qrcode.image.svg import SvgPathImage

from cas_portal.accounts import sessions
from cas_portal.accounts.models import User

PASSED = "second_factor"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
PURPOSE = b"cas_portal.accounts.second_factor"
NONCE = 12


def passed(request: HttpRequest) -> bool:
    """Whether this very session was opened with a second factor, or one was set up in it."""
    if request.session.get(PASSED):
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def note_setup(request: HttpRequest, user: User) -> None:
    """After a factor was added or removed: this session counts as protected if one is left; others sign in anew."""
    if is_mfa_enabled(user, FACTORS):
        request.session[PASSED] = True
        sessions.end_others(request, user)
        return
    request.session.pop(PASSED, None)


def _keys() -> dict[int, bytes]:
    """Keys of this purpose alone, derived from the sealing keys; the first seals, every one opens."""
    pairs = [pair.split(":", 1) for pair in settings.FIELD_KEYS.split(",") if pair]
    if not pairs:
        raise ImproperlyConfigured("Set FIELD_KEYS to `1:<base64 of 32 bytes>` before storing second factors.")
    return {int(number): _derived(base64.b64decode(key)) for number, key in pairs}


def _derived(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of authenticator apps and recovery codes; names and draws them in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _lazy("This code is not right, or it is too old. Enter the one that is shown now."),
        "cannot_delete_authenticator": _lazy("Add another second step first: everybody here uses one."),
        "cannot_generate_recovery_codes": _lazy("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Return key id, nonce and ciphertext, as text."""
        number, key = next(iter(_keys().items()))
        nonce = os.urandom(NONCE)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), PURPOSE)
        return base64.b64encode(bytes([number]) + nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was sealed. Raises cryptography's InvalidTag for anything else."""
        sealed = base64.b64decode(encrypted_text)
        key = _keys()[sealed[0]]
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], PURPOSE).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as a drawing that stands in the page itself."""
        return qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return a name for the next passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(n)s") % {"n": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor where one is required: add the new one first."""
        if not settings.MFA_REQUIRED:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()
