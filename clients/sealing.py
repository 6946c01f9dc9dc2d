"""Class-S fields: sealed with AES-256-GCM, found by a keyed hash (security.md §5)."""

import base64
import hashlib
import hmac
import os
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


def _keys() -> dict[int, bytes]:
    """Return the sealing keys by id; the first one listed seals, every one opens."""
    pairs = [pair.split(":", 1) for pair in settings.FIELD_KEYS.split(",") if pair]
    if not pairs:
        raise ImproperlyConfigured("Set FIELD_KEYS to `1:<base64 of 32 bytes>` before storing Social Security numbers.")
    return {int(number): base64.b64decode(key) for number, key in pairs}


def _place(column: str, client_id: int, agency_id: int) -> str:
    return f"clients_identity|{column}|{client_id}|{agency_id}"


def seal(value: str, *, column: str, client_id: int, agency_id: int) -> bytes:
    """Return key id, nonce and ciphertext of a value, bound to its column, client and owning agency."""
    return seal_at(_place(column, client_id, agency_id), value)


def unseal(sealed: bytes, *, column: str, client_id: int, agency_id: int) -> str:
    """Return the value. Raises cryptography's InvalidTag when the bytes were moved from another row or changed."""
    return unseal_at(_place(column, client_id, agency_id), sealed)


def seal_at(place: str, value: str) -> bytes:
    """Return key id, nonce and ciphertext of a value that can be opened at this place only."""
    return seal_bytes(place, value.encode())


def seal_bytes(place: str, value: bytes) -> bytes:
    """Return the same of bytes."""
    number, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE)
    return bytes([number]) + nonce + AESGCM(key).encrypt(nonce, value, place.encode())


def unseal_at(place: str, sealed: bytes) -> str:
    """Return the value sealed for this place. Raises InvalidTag elsewhere, KeyError when the key was retired."""
    return unseal_bytes(place, sealed).decode()


def unseal_bytes(place: str, sealed: bytes) -> bytes:
    """Return the same as bytes."""
    sealed = bytes(sealed)
    key = _keys()[sealed[0]]
    return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.encode())


def ssn_index(digits: str) -> bytes:
    """Return the keyed hash that full nine-digit numbers are found by."""
    return _keyed(digits).digest()


def ending_mark(digits: str, *, user_id: int, day: date) -> str:
    """Return a keyed hash of how a number ends, for one person and one day: it tells that two tries end alike."""
    text = f"ending|{user_id}|{day.isoformat()}|{digits[-4:]}"
    return _keyed(text).hexdigest()[:32]


def _keyed(text: str) -> hmac.HMAC:
    if not settings.SSN_INDEX_KEY:
        raise ImproperlyConfigured("Set SSN_INDEX_KEY before searching by Social Security number.")
    return hmac.new(settings.SSN_INDEX_KEY.encode(), text.encode(), hashlib.sha256)
