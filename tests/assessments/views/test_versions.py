"""The pages of versions of instruments."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.engine.standalone import shipped_file
from assessments.models import InstrumentVersion
from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def ssf(db):
    return staff(Role.SSF_ADMIN, AgencyFactory())


def address(name, *parts):
    return reverse(f"assessments:{name}", args=parts)


def send(browser, text, instrument="hct"):
    file = SimpleUploadedFile("hct.json", text.encode())
    return browser.post(address("load_version", instrument), {"file": file, "note": "More points"})


def test_a_version_is_taken_out_changed_loaded_compared_published_and_retired(ssf, browse):
    browser = browse(ssf)
    assert b"Housing Conversation Tool" in browser.get(address("versions")).content
    assert b"In use" in browser.get(address("version", "hct", "1")).content
    data = json.loads(browser.get(address("take_out_version", "hct", "1")).content)
    assert data == shipped_file("HCT", "1")
    data["version"] = "2"
    data["scoreRules"][0]["points"] = 4
    made = send(browser, json.dumps(data))
    assert made.url == address("version", "hct", "2")
    page = browser.get(made.url)
    assert b"2 for: Tent or in the open air" in page.content
    assert b"Households looked at: 0" in page.content
    assert b"VB03" in page.content
    assert b"VB03 = 1: 4" in browser.get(address("compare_versions", "hct")).content
    with seeding(AgencyFactory._meta.model.objects.get(pk=ssf.agency_ids[0]).continuum):
        row = InstrumentVersion.objects.get()
    assert browser.post(address("publish_version", row.public_id)).status_code == 302
    assert b"Retire this version" in browser.get(made.url).content
    assert browser.post(address("retire_version", row.public_id)).status_code == 302
    assert json.loads(browser.get(address("take_out_version", "hct", "2")).content) == data


def test_a_faulty_file_comes_back_with_its_lines(ssf, browse):
    data = {**shipped_file("HCT", "1"), "version": "2"}
    data["scoreRules"][0]["points"] = "many"
    page = send(browse(ssf), json.dumps(data, indent=1))
    assert page.status_code == 422
    assert b", VB03: points must be a whole number" in page.content
    assert send(browse(ssf), "{\n").status_code == 422
    assert browse(ssf).post(address("load_version", "hct"), {"note": "x"}).status_code == 422


def test_unknown_ones_are_missing_and_others_may_not(ssf, browse):
    for name, parts in (("version", ("hct", "9")), ("version", ("none", "1")), ("compare_versions", ("none",))):
        assert browse(ssf).get(address(name, *parts)).status_code == 404
    for role in (Role.ASSESSOR, Role.CALL_CENTER):
        other = staff(role, AgencyFactory())
        assert browse(other).get(address("versions")).status_code == 403
