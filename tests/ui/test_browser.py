"""The pages in Chromium, under the real content security policy, at 360 and 1280 px, with and without script."""

import pytest

from tests.browser import violations, width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/components/", "/components/fields/", "/components/errors/", "/components/confirm/", "/components/list/"]
PAGES += ["/components/empty/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page/"]
TARGETS = "main a.usa-button, main button, .usa-input, .usa-select, .usa-radio__label, .usa-checkbox__label"
TOO_SMALL = """(targets) => [...document.querySelectorAll(targets)]
    .filter(el => el.offsetParent && el.getBoundingClientRect().height < 44).map(el => el.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(open_page, path, width):
    page = open_page(path, width)

    assert violations(page) == []
    assert width_of(page) <= width
    assert page.evaluate(TOO_SMALL, TARGETS) == []
    assert [text for text in page.said if "404" not in text] == []


def test_page_fits_320_pixels(open_page):
    page = open_page("/components/", 320)

    assert width_of(page) <= 320


def test_first_visit_is_light(open_page, live_server):
    page = open_page("/no-such-page/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/components/errors/")
    page.wait_for_load_state("networkidle")

    assert len(asked) <= 12
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_error_summary_takes_focus_and_leads_to_the_field(open_page):
    page = open_page("/components/errors/")

    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.get_by_role("link", name="February 1985 has only 28 days").click()
    assert page.evaluate("document.activeElement.id") == "id_born_1"


def test_field_appears_after_its_answer(open_page):
    page = open_page("/components/fields/")

    assert page.locator("#id_stay_text").is_hidden()
    page.get_by_text("Somewhere else").click()
    assert page.locator("#id_stay_text").is_visible()
    page.get_by_text("Emergency shelter", exact=False).first.click()
    assert page.locator("#id_stay_text").is_hidden()


def test_without_script_every_field_is_there(open_page):
    page = open_page("/components/fields/", java_script_enabled=False)

    assert page.locator("#id_stay_text").is_visible()
    assert page.get_by_text("You can enter up to 120 characters").is_visible()


def test_characters_are_counted(open_page):
    page = open_page("/components/fields/")

    page.fill("#id_note", "x" * 121)
    assert page.locator("#id_note_count").inner_text() == "Characters too many: 1"
    page.fill("#id_note", "x" * 20)
    assert page.locator("#id_note_count").inner_text() == "Characters left: 100"


def test_exclusive_choice_unchecks_the_others(open_page):
    page = open_page("/components/fields/")
    page.click("label[for=id_needs_0]")

    page.click("label[for=id_needs_2]")
    assert not page.is_checked("#id_needs_0")
    page.click("label[for=id_needs_1]")
    assert not page.is_checked("#id_needs_2")


def test_digits_answer_the_focused_question(open_page):
    page = open_page("/components/fields/")

    page.focus("#id_veteran_0")
    page.keyboard.press("3")
    assert page.is_checked("#id_veteran_2")
    page.focus("#id_size")
    page.keyboard.press("2")
    assert page.input_value("#id_size") == "2"


def autosaved(page):
    page.evaluate(
        """() => { const form = document.querySelector('form.portal-form');
        form.setAttribute('data-autosave', ''); form.setAttribute('hx-post', '/saved/');
        form.setAttribute('hx-swap', 'none');
        form.setAttribute('hx-trigger', 'change, autosave-again'); htmx.process(form); }"""
    )


def test_answer_is_saved_when_it_changes_and_again_after_a_failure(open_page):
    page = open_page("/components/fields/")
    keys, answers = [], ["abort", "ok", "ok"]

    def answer(route):
        keys.append(route.request.headers["idempotency-key"])
        if answers.pop(0) == "abort":
            route.abort()
        else:
            route.fulfill(status=204, headers={"X-Saved-At": "10:42 AM"})

    page.route("**/saved/", answer)
    autosaved(page)
    page.fill("#id_name", "Sol")
    page.press("#id_name", "Tab")

    page.get_by_text("Not saved yet, will retry").wait_for()
    page.get_by_text("Saved 10:42 AM").wait_for()
    assert keys[0] == keys[1]
    page.fill("#id_alias", "Luna")
    page.press("#id_alias", "Tab")
    page.locator('[data-save-status][data-save-state="saved"]').wait_for()
    page.wait_for_timeout(200)
    assert len(keys) == 3
    assert keys[2] != keys[0]


def test_paper_has_no_navigation_and_a_title_block(open_page):
    page = open_page("/components/")
    page.emulate_media(media="print")

    assert page.locator(".site-header").is_hidden()
    assert page.locator(".site-footer").is_hidden()
    assert page.locator(".print-title").is_visible()
