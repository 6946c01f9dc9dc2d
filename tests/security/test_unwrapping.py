"""The canary can only find what it can open."""

import base64
import io
import json
import pickle
import zipfile
import zlib

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing

from tests.security.unwrapping import opened, unwrapped

WORD = "zqcanary1000"


def zipped(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        WORD,
        base64.b64encode(f"a note: {WORD}".encode()).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe" + f"a note: {WORD}".encode()).decode(),
        base64.b64encode(zlib.compress(json.dumps({"note": [WORD] * 9}).encode())).decode(),
        base64.b64encode(pickle.dumps({"note": WORD})).decode(),
        str(pickle.dumps({"note": WORD})),
        json.dumps({"body": base64.b64encode(json.dumps({"note": WORD}).encode()).decode()}),
        "\\x" + zlib.compress(f"a note: {WORD}".encode()).hex(),
        signing.dumps({"note": WORD}, compress=True),
        SessionStore().encode({"kept": {"note": WORD * 20}}),
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_words_are_found_in_what_they_are_wrapped_in(text):
    assert any(WORD in found for found in unwrapped(f'{{"value": "{text}"}}'))


def test_words_are_found_in_spreadsheets():
    assert any(WORD in found for found in opened(zipped(WORD)))
