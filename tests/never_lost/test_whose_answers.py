"""What a device kept while there was no network is for whoever typed it: sent when they are back, read by nobody else,
gone when they sign out, and of survivors there is never anything."""

import pytest
from playwright.sync_api import expect

from cas_portal.access.roles import Role
from tests.browser import session_cookie, violations
from tests.factories.accounts import staff
from tests.never_lost.conftest import KEPT, Work, give_password

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
SAVED = "Answers that were kept on this device are saved now."
# Everything the device holds, as text.
HELD = """() => new Promise((done) => {
    const asked = indexedDB.open('kept');
    asked.onsuccess = () => {
        const place = asked.result.transaction(['answers', 'device']);
        const [rows, names] = ['answers', 'device'].map((name) => place.objectStore(name).getAll());
        place.oncomplete = () => {
            asked.result.close();
            const read = (row) => new TextDecoder().decode(row.sealed);
            done({ answers: rows.result.map(read), device: names.result });
        };
    };
})"""
# What somebody signed in can open of it with every key the portal gives them.
OPENED = """async () => {
    const rows = await new Promise((done) => {
        const asked = indexedDB.open('kept');
        asked.onsuccess = () => {
            const place = asked.result.transaction(['answers', 'device']);
            const [all, device] = [place.objectStore('answers').getAll(), place.objectStore('device').get('id')];
            place.oncomplete = () => { asked.result.close(); done({ all: all.result, device: device.result }); };
        };
    });
    const token = document.querySelector('input[name=csrfmiddlewaretoken]').value;
    const answer = await fetch(document.body.dataset.keepingUrl, {
        method: 'POST', body: new URLSearchParams({ device: rows.device }), headers: { 'X-CSRFToken': token },
    });
    const bytes = Uint8Array.from(atob((await answer.json()).key), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']);
    const open = (row) => crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: row.iv, additionalData: new TextEncoder().encode(row.id) }, key, row.sealed
    ).then((plain) => new TextDecoder().decode(plain), () => null);
    return Promise.all(rows.all.map(open));
}"""


@pytest.fixture
def work(begin):
    """Somebody who answered two questions without a network, and closed the tab."""
    work = begin()
    work.page.goto(work.url("health"))
    work.page.wait_for_load_state("networkidle")
    work.page.context.set_offline(True)
    work.choose("VB05", 1)
    work.choose("VB07", 0)
    work.unsaved()
    work.close_tab()
    return work


def come_as(work: Work, actor) -> None:
    """Somebody signs in on this device."""
    work.page.context.add_cookies([session_cookie(give_password(actor), work.server)])


def test_the_same_person_finds_them_sent_as_soon_as_there_is_a_network(work):
    page = work.page
    page.goto(work.server)
    # Still without a network: the page of the device itself, which goes on by itself.
    expect(page).to_have_title("The portal cannot be reached - CAS Portal")
    expect(page.get_by_text("Pages with answers kept on this device").first).to_contain_text("connection is back: 1")
    assert violations(page) == [] and work.answers() == {}
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for()
    assert page.url == work.server + "/"
    assert work.answers() == {"VB05": 1, "VB07": 0}
    assert not page.evaluate(KEPT)


def test_the_page_they_were_typed_on_opens_with_them(work):
    page = work.page
    page.context.set_offline(False)
    page.goto(work.url("health"))
    page.locator('input[name="VB07"][value="0"]:checked').wait_for(state="attached")
    page.get_by_text(SAVED).wait_for()
    assert work.answers() == {"VB05": 1, "VB07": 0}


def test_another_person_on_the_device_reads_and_sends_nothing_of_it(work):
    page = work.page
    page.context.set_offline(False)
    other = staff(Role.ASSESSOR, work.home.agency)
    come_as(work, other)
    for url in (work.server, work.url("health")):
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert page.locator("[data-kept] p").filter(visible=True).count() == 0
    assert page.evaluate(OPENED) == [None]
    assert work.answers() == {} and page.locator("input:checked").count() == 0
    come_as(work, work.home.assessor)
    page.goto(work.server)
    page.get_by_text(SAVED).wait_for()
    assert work.answers() == {"VB05": 1, "VB07": 0}


def test_the_owner_can_open_what_is_kept_and_a_reader_of_the_disk_cannot(work):
    page = work.page
    page.context.set_offline(False)
    page.route("**/questions/**", lambda route: route.abort())
    page.goto(work.server)
    held = page.evaluate(HELD)
    assert len(held["answers"]) == 1 and "VB05" not in held["answers"][0] and "questions" not in held["answers"][0]
    [opened] = page.evaluate(OPENED)
    assert "VB05=1" in opened and "csrf" not in opened


def sign_out(page) -> None:
    page.locator(".account-menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_asks_first_where_something_waits_and_then_leaves_nothing(work):
    page = work.page
    page.context.set_offline(False)
    page.route("**/questions/**", lambda route: route.abort())
    page.goto(work.server)
    page.get_by_text("Answers waiting to be sent: 2").wait_for()
    sign_out(page)
    page.get_by_text("Signing out deletes them").wait_for()
    assert page.evaluate(KEPT) and page.url == work.server + "/"
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_title("Sign in - CAS Portal")
    assert page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)") in ([], ["kept"])
    if page.evaluate("async () => (await indexedDB.databases()).length"):
        assert page.evaluate(HELD) == {"answers": [], "device": []}
    page.unroute("**/questions/**")
    work.come_back()
    page.goto(work.server)
    page.wait_for_load_state("networkidle")
    assert work.answers() == {}


def test_signing_out_sends_first_what_can_be_sent(work):
    page = work.page
    page.goto(work.server)
    page.context.set_offline(False)
    page.wait_for_url(work.server + "/")
    page.goto(work.url("home"))
    page.locator('textarea[name="HC01"]').fill("A quiet place near the river")
    sign_out(page)
    expect(page).to_have_title("Sign in - CAS Portal")
    assert work.answers() == {"VB05": 1, "VB07": 0, "HC01": "A quiet place near the river"}


def test_of_a_survivor_nothing_is_ever_kept_on_the_device(begin):
    work = begin(survivor=True)
    page = work.page
    page.goto(work.url("health"))
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    work.choose("VB05", 1)
    page.get_by_text("What you type is on this open page alone").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate(HELD) == {"answers": [], "device": []}
    assert "VB05" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    page.context.set_offline(False)
    work.saved()
    assert work.answers() == {"VB05": 1}
