"""A victim service provider in Chromium, without script and at both widths: the question about names, the profile."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from clients.models import Note, PlainWords
from tests.browser import session_cookie, violations, width_of
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def vsp(agency):
    return AgencyFactory(continuum=agency.continuum, name="Safe House", is_vsp=True)


@pytest.fixture
def worker(vsp):
    return MembershipFactory(role=Role.VSP_ASSESSOR, agency=vsp).user


@pytest.fixture
def survivor(vsp):
    return ClientFactory(agency=vsp, anonymous=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_question_about_names_is_answered_without_script(live_server, open_page, survivor, worker, width, tmp_path):
    page = open_page("/", width=width, java_script_enabled=width == 1280)
    page.context.add_cookies([session_cookie(worker, live_server.url)])
    page.goto(reverse("clients:new_note", args=[survivor.public_id]))
    page.fill("textarea[name=text]", "Grace moved out in May. Will hit the wall again")
    page.click("label:has-text('My agency only')")
    page.click("button:has-text('Save the note')")
    assert page.locator("mark").all_inner_texts() == ["Grace", "Will"]
    assert width_of(page) <= width
    found = violations(page) if width == 1280 else []
    page.screenshot(path=tmp_path / "asked.png", full_page=True)
    page.click("button:has-text('Change the text')")
    assert page.input_value("textarea[name=text]").startswith("Grace moved out")
    assert "Is one of these words a name?" in page.inner_text("main")
    found += violations(page) if width == 1280 else []
    page.click("button:has-text('Save the note')")
    page.click("button:has-text('They name nobody')")
    assert "The note was written" in page.inner_text("body")
    with seeding(survivor.continuum):
        assert Note.objects.get(client=survivor).text.startswith("Grace moved out")
        assert PlainWords.objects.get(client=survivor).words == "grace will"
    assert found == []


@pytest.mark.parametrize("width", [360, 1280])
def test_wrong_age_is_corrected(live_server, open_page, survivor, worker, width, tmp_path):
    page = open_page("/", width=width, java_script_enabled=width == 1280)
    page.context.add_cookies([session_cookie(worker, live_server.url)])
    page.goto(reverse("clients:client", args=[survivor.public_id]))
    page.click("a:has-text('Edit profile')")
    assert width_of(page) <= width
    found = violations(page) if width == 1280 else []
    page.screenshot(path=tmp_path / "profile.png", full_page=True)
    page.fill("input[name=birth_year]", "")
    page.fill("input[name=stated_age]", "31")
    page.click("button:has-text('Save profile')")
    assert "age 31" in page.inner_text("main")
    assert found == []
