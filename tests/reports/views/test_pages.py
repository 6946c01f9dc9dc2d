"""Caseload and exports as pages: they open, refuse, keep to their owner, and say truthfully how far things are."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.outbox.tasks import sweep
from cas_portal.time import clock
from reports.models import Export
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff

pytestmark = pytest.mark.slow
CASELOAD = "/reports/caseload/"


def press_export(browser, query=""):
    page = browser.get(CASELOAD + query).content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', page).group(1)
    return browser.post(reverse("reports:export_caseload") + query, {"request_key": key})


def only_export(actor):
    with acting(actor):
        return Export.objects.visible_to(actor).get()


def test_caseload_lists_households_and_writes_down_the_read(caseload_of_three, manager, audit_log):
    page = signed_in(manager).get(CASELOAD)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Team caseload" in text
    assert "Ada Sample" in text
    assert "Eve Sample" not in text
    [(ids,)] = audit_log("SELECT client_ids FROM audit.act WHERE kind = 'read' AND purpose = 'caseload'")
    assert set(ids) == {client.pk for client in caseload_of_three[:2]}


def test_caseload_narrows_by_the_address_and_ignores_nonsense(caseload_of_three, manager):
    browser = signed_in(manager)
    assert "Ada Sample" not in browser.get(CASELOAD + "?expiring=on").content.decode()
    for query in ["?worker=nonsense", "?household_type=CASTLE", "?cursor=broken", "?expiring=x%00"]:
        assert browser.get(CASELOAD + query).status_code == 200
    assert "No household fits" in browser.get(CASELOAD + "?household_type=FAMILY").content.decode()


def test_caseload_of_one_person_has_no_worker_filter(caseload_of_three, assessor):
    text = signed_in(assessor).get(CASELOAD).content.decode()
    assert "My caseload" in text
    assert 'name="worker"' not in text
    assert "Ben Sample" not in text


def test_roles_without_a_caseload_get_403(agency):
    assert signed_in(staff(Role.CALL_CENTER, agency)).get(CASELOAD).status_code == 403


def test_export_is_asked_for_by_post_only_and_once(caseload_of_three, manager):
    browser = signed_in(manager)
    assert browser.get(reverse("reports:export_caseload")).status_code == 405
    assert browser.post(reverse("reports:export_caseload"), {"request_key": "?"}).status_code == 422
    first = press_export(browser, "?expiring=on")
    second = press_export(browser, "?expiring=on")
    assert first.url == second.url
    assert only_export(manager).filters == {"expiring": True}


def test_progress_says_what_is_so(caseload_of_three, manager, as_worker, monkeypatch):
    browser = signed_in(manager)
    address = press_export(browser).url
    assert "being made" in browser.get(address).content.decode()
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        assert "takes longer than usual" in browser.get(address).content.decode()
    with monkeypatch.context() as broken, as_worker():
        broken.setattr(default_storage, "save", lambda *args: (_ for _ in ()).throw(ConnectionError()))
        sweep()
    assert "out of order" in browser.get(address).content.decode()
    with as_worker(), clock.freeze(clock.now() + timedelta(minutes=1)):
        sweep()
    fragment = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "ready" in fragment
    assert "<html" not in fragment
    assert "hx-trigger" not in fragment
    download = browser.get(reverse("reports:download", args=[only_export(manager).public_id]))
    assert download.status_code == 302
    assert "X-Amz-Signature" in download.url


def test_exports_of_others_are_missing(caseload_of_three, manager, agency):
    press_export(signed_in(manager))
    export = only_export(manager)
    colleague = signed_in(staff(Role.AGENCY_MANAGER, agency))
    for name in ["export", "download"]:
        foreign = colleague.get(reverse(f"reports:{name}", args=[export.public_id]))
        missing = colleague.get(reverse(f"reports:{name}", args=[uuid.uuid4()]))
        assert (foreign.status_code, missing.status_code) == (404, 404)
    assert "not exported anything" in colleague.get("/reports/exports/").content.decode()


def test_list_of_exports_opens(caseload_of_three, manager):
    browser = signed_in(manager)
    press_export(browser)
    assert "Caseload" in browser.get("/reports/exports/").content.decode()
