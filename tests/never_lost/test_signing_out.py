"""What a device kept is unreadable without its owner's session, and gone when they sign out."""

import pytest

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
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


def test_the_device_holds_no_readable_answer_and_nothing_after_signing_out(begin):
    work = begin()
    page = work.page
    page.goto(work.url("home"))
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator('textarea[name="HC01"]').fill("A quiet place near the river")
    work.kept()
    held = page.evaluate(HELD)
    assert len(held["answers"]) == 1 and "river" not in held["answers"][0] and "HC01" not in held["answers"][0]
    assert len(held["device"]) == 1
    page.on("dialog", lambda asked: asked.accept())
    page.context.set_offline(False)
    page.locator(".account-menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/questions/" not in url.split("?")[0])
    page.goto(work.server + "/welcome/")
    assert page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)") in ([], ["kept"])
    if page.evaluate("async () => (await indexedDB.databases()).length"):
        assert page.evaluate(HELD) == {"answers": [], "device": []}
