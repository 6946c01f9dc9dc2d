"""Reasons and names as a community words them: dated, previewed, taken back, and the past keeps its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Wording
from cas_portal.accounts.wording import lists, services
from cas_portal.accounts.wording.book import give, lines_on, open_book
from cas_portal.accounts.wording.services import Words
from cas_portal.time import clock
from documents.kinds import Tier
from referrals.reasons import LISTS, Outcome, Result, result_of
from referrals.states import State
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff

TODAY = date(2025, 9, 1)
LATER = date(2025, 9, 10)
NOON = datetime(2025, 9, 1, 19, tzinfo=UTC)
MAY = {Role.SSF_ADMIN, Role.SYSADMIN}
KEY = "draft_discard"
SAID = {"text_en": "Begun by mistake", "text_es": "Por error", "position": "20", "why": "Meeting"}
DAY = {"valid_from_0": "9", "valid_from_1": "10", "valid_from_2": "2025"}


@pytest.fixture
def agency(db):
    with clock.freeze(NOON):
        yield AgencyFactory(is_lead=True)


@pytest.fixture
def ssf(agency):
    return staff(Role.SSF_ADMIN, agency)


def reword(by, code="by_mistake", *, key=KEY, on=TODAY, seen=None, **more):
    words = Words(**{"text_en": "Begun by mistake", "position": 20} | more)
    with acting(by):
        return services.reword(by=by, key=key, code=code, words=words, valid_from=on, why="Meeting", seen=seen)


def add(by, text="The client fell ill", *, key=KEY, on=TODAY, **more):
    words = Words(**{"text_en": text, "position": 15} | more)
    with acting(by):
        return services.add(by=by, key=key, words=words, valid_from=on, why="Meeting")


def offered(agency, on=TODAY, key=KEY) -> list[str]:
    return [str(line.text) for line in lines_on(agency.continuum_id, key, on)]


@pytest.mark.django_db(False)
@pytest.mark.parametrize("words", lists.registered(), ids=lambda words: words.key)
def test_every_list_has_words_and_codes_that_fit(words):
    assert len(words.by_code) == len(words.entries) > 0
    assert all(entry.text and len(entry.code) <= 40 and len(str(entry.text)) <= 120 for entry in words.entries)
    assert len(words.key) <= 30


def test_new_words_hold_from_their_day_and_the_past_keeps_its_own(agency, ssf):
    reword(ssf, on=LATER)
    assert "Started by mistake" in offered(agency, LATER - timedelta(1))
    assert "Begun by mistake" in offered(agency, LATER)
    assert "Started by mistake" in offered(AgencyFactory(continuum=ContinuumFactory(code="CA-999")), LATER)


def test_a_record_keeps_the_words_of_its_day(agency, ssf):
    reword(ssf, on=LATER, text_es="Por error")
    before = give(agency.continuum_id, KEY, "by_mistake", "twice", TODAY)
    with translation.override("es"):
        after = give(agency.continuum_id, KEY, "by_mistake", "", LATER)
        shown = offered(agency, LATER)
    assert (before.code, before.words) == ("by_mistake", "Started by mistake: twice")
    assert after.words == "Begun by mistake"
    assert "Por error" in shown


def test_an_ended_reason_is_refused_with_a_sentence(agency, ssf):
    reword(ssf, on=LATER, active=False)
    assert give(agency.continuum_id, KEY, "by_mistake", "", TODAY).code == "by_mistake"
    assert "Begun by mistake" not in offered(agency, LATER)
    with pytest.raises(Invalid, match="no longer used"):
        give(agency.continuum_id, KEY, "by_mistake", "", LATER)


def test_an_ended_reason_comes_back_by_a_later_row(agency, ssf):
    reword(ssf, active=False)
    reword(ssf, on=LATER)
    assert "Begun by mistake" not in offered(agency)
    assert "Begun by mistake" in offered(agency, LATER)


def test_an_explanation_alone_is_other_and_other_needs_one(agency):
    given = give(agency.continuum_id, KEY, "", "The power went out", TODAY)
    assert (given.code, given.words) == ("other", "The power went out")
    for code, note in (("other", " "), ("", ""), ("nonsense", "x")):
        with pytest.raises(Invalid):
            give(agency.continuum_id, KEY, code, note, TODAY)


def test_a_reason_is_added_and_offered_in_its_place(agency, ssf):
    made = add(ssf, on=LATER)
    assert made.code == "draft_discard_the_client_fell_ill"[:36]
    assert "The client fell ill" not in offered(agency)
    assert offered(agency, LATER)[1] == "The client fell ill"
    assert add(ssf, text="The client fell ill again").code != made.code


def test_an_added_reason_of_a_decline_tells_hud_what_its_list_tells(ssf):
    for outcome, result in ((Outcome.CLIENT, Result.CLIENT_DECLINED), (Outcome.PROVIDER, Result.PROVIDER_DECLINED)):
        assert result_of(add(ssf, key=LISTS[outcome].key).code) == result
    assert result_of(add(ssf, key=LISTS[Outcome.PARK].key).code) is None


def test_what_the_portal_itself_uses_is_reworded_and_never_ended(agency, ssf):
    with pytest.raises(Invalid, match="cannot end"):
        reword(ssf, "other", active=False)
    assert reword(ssf, "other", text_en="Something else", needs_note=False).needs_note


def test_one_reason_at_least_is_left(ssf, agency):
    key = LISTS[Outcome.RETURNED].key
    reword(ssf, "unit_lost", key=key, active=False)
    with pytest.raises(Invalid, match="left to choose"):
        reword(ssf, "left_before_move_in", key=key, text_en="Left", active=False)


@pytest.mark.parametrize(
    "wrong", [{"on": TODAY - timedelta(1)}, {"text_en": " "}, {"text_en": "The client left or stopped"}]
)
def test_what_cannot_be_is_refused(ssf, wrong):
    with pytest.raises(Invalid):
        reword(ssf, **wrong)


def test_names_are_reworded_only(ssf):
    with pytest.raises(Missing):
        add(ssf, key="referral_state")
    with pytest.raises(Invalid):
        reword(ssf, "SENT", key="referral_state", active=False)
    with pytest.raises(Missing):
        reword(ssf, "NOWHERE", key="referral_state")


def test_somebody_elses_change_in_between_is_not_overwritten(ssf):
    reword(ssf, seen=0)
    with pytest.raises(StaleForm):
        reword(ssf, seen=0, text_en="Something else")


@pytest.mark.parametrize("role", sorted(set(Role) - MAY))
def test_nobody_else_changes_words(agency, role):
    with pytest.raises(Forbidden):
        reword(staff(role, agency))


class TestPages:
    pytestmark = pytest.mark.slow

    def test_every_list_and_entry_opens(self, ssf):
        browser = signed_in(ssf)
        text = browser.get(reverse("rules:every_list")).content.decode()
        for words in lists.registered():
            address = reverse("rules:words", args=[words.key])
            assert address in text and browser.get(address).status_code == 200
            assert browser.get(reverse("rules:entry", args=[words.key, words.entries[0].code])).status_code == 200

    def test_new_words_are_previewed_then_saved_then_taken_back(self, ssf):
        browser, address = signed_in(ssf), reverse("rules:entry", args=[KEY, "by_mistake"])
        sent = SAID | DAY | {"seen": "0"}
        preview = browser.post(address, sent)
        assert "keep it, with the words of their day" in preview.content.decode() and not Wording.objects.exists()
        assert browser.post(address, sent | {"confirmed": "yes"}).url == reverse("rules:words", args=[KEY])
        assert "Begun by mistake" in browser.get(reverse("rules:words", args=[KEY])).content.decode()
        old = browser.get(f"{address}?row=policy").content.decode()
        assert 'value="Started by mistake"' in old
        row = Wording.objects.get()
        assert 'value="Por error"' in browser.get(f"{address}?row={row.pk}").content.decode()

    def test_an_end_says_what_is_left(self, ssf):
        address = reverse("rules:entry", args=[KEY, "by_mistake"])
        text = signed_in(ssf).post(address, SAID | DAY | {"seen": "0", "ends": "on"}).content.decode()
        assert '<strong class="number">4</strong>' in text

    def test_a_reason_is_added_on_its_page(self, ssf, agency):
        browser, address = signed_in(ssf), reverse("rules:new_entry", args=["exit"])
        assert browser.post(address, SAID | DAY).status_code == 200
        assert browser.post(address, SAID | DAY | {"confirmed": "yes"}).status_code == 302
        assert "Begun by mistake" in offered(agency, LATER, "exit")
        again = browser.post(address, SAID | DAY | {"confirmed": "yes"})
        assert again.status_code == 422 and "same words" in again.content.decode()

    def test_unknown_lists_and_entries_are_missing(self, ssf):
        browser = signed_in(ssf)
        for path in ("nowhere/", f"{KEY}/nothing/", "referral_state/add/", "4.20.2/"):
            assert browser.get(f"/settings/words/{path}").status_code == 404

    def test_a_reworded_name_is_shown_at_once_and_only_here(self, ssf, agency):
        reword(ssf, "SENT", key="referral_state", text_en="With the program", text_es="Con el programa")
        reword(ssf, "PH_READY", key="readiness_tier", text_en="Papers complete", on=LATER)
        seen = []

        def look(_request):
            seen.append((str(State.SENT.label), str(Tier.PH_READY.label)))

        with acting(ssf):
            look(None)
        text = signed_in(ssf).get(reverse("rules:words", args=["referral_state"])).content.decode()
        assert "With the program" in text
        assert seen == [("Sent to the housing provider", "Ready for permanent housing")]
        far = staff(Role.SSF_ADMIN, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
        assert "With the program" not in signed_in(far).get("/settings/words/referral_state/").content.decode()

    @pytest.mark.parametrize("role", [Role.ASSESSOR, Role.AGENCY_MANAGER])
    def test_nobody_else_opens_them(self, agency, role):
        assert signed_in(staff(role, agency)).get(reverse("rules:every_list")).status_code == 403


def test_the_book_reads_everything_in_one_query(agency, ssf, django_assert_num_queries):
    reword(ssf)
    with django_assert_num_queries(1):
        open_book(agency.continuum_id, KEY, "exit").lines(services.list_of(KEY), TODAY)
