"""The component gallery answers, and shows no page state it should not."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_gallery_shows_every_component(client):
    page = client.get("/components/")

    assert page.status_code == 200
    ids = re.findall(r'\sid="([^"]+)"', page.content.decode())
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fields", "errors", "confirm", "list", "empty"])
def test_layout_is_shown(client, name):
    page = client.get(f"/components/{name}/")

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_unknown_page_is_missing(client):
    assert client.get("/components/nothing/").status_code == 404


def test_gallery_takes_no_post(client):
    assert client.post("/components/").status_code == 405


@pytest.mark.slow
def test_title_tells_of_errors(client):
    title = re.search(r"<title>(.*?)</title>", client.get("/components/errors/").content.decode()).group(1)

    assert title == "Error: Form fields - CAS Portal"


@pytest.mark.slow
def test_scripts_carry_the_nonce_of_the_policy(client):
    page = client.get("/components/fields/")

    nonces = set(re.findall(r'<script nonce="([^"]+)"', page.content.decode()))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
