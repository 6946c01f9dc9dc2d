"""Names in texts about survivors (policy §11, ADR 15): refused, asked about, and what normal sentences may say."""

import string
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cas_portal.access.errors import Invalid, Unconfirmed
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients import naming
from clients.identifying import identifying_part, maybe_names
from clients.models import Note, PlainWords
from clients.services.notes import add_note, record_service
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory

NORMAL = [
    "Will need a bed by Friday", "May need help with papers", "May have moved", "She may call in May",
    "Since May alone", "Young mother of two", "Grace period ends soon", "Park near the school",
    "She will park the car", "Rose early", "Black mold in the unit", "Long wait", "Bill for power",
    "Art class helps", "the price is high", "Grant money came", "in April or June",
    "She is Christian and Black", "prefers a Christian program", "speaks German", "Needs ADA unit",
    "we don't know", "WILL NEED A BED TODAY", "has hope", "a long day", "white van outside",
    "green card is lost", "no rice or meat", "went to court in August", "the baby is sick", "uses a walker",
    "works as a baker", "on foster care", "Necesita una casa con dos cuartos", "No tiene luz ni gas",
    "la custodia de la niña", "el mes de mayo", "Quiere paz", "Está sola con el nieto",
    "Habla español y francés", "eligió otro programa", "vive cerca del río",
]  # fmt: skip
NAMED = [
    "maria wants to move", "Carlos hit her", "GOMEZ is her ex", "so jose said", "José said so",
    "her ex, núñez, called", "ask garcia-lopez", "MARIA", "o'brien called", "Maria's brother",
    "lives with kevin", "nguyen family", "Jessica moved out",
]  # fmt: skip
ASKED = {
    "Will hit her": ["will"], "Grace moved out": ["grace"], "told Christian that": ["christian"], "with May": ["may"],
    "Mark's car": ["mark"], "saw WILL there": ["will"], "rosa came": ["rosa"],
    "jordan and dallas": ["jordan", "dallas"], "Hope": ["hope"], "Rosa came. Will hit her": ["rosa", "will"],
}  # fmt: skip


@pytest.fixture
def worker(agency):
    return staff(Role.VSP_ASSESSOR, agency)


@pytest.fixture
def survivor(agency):
    return ClientFactory(agency=agency, anonymous=True)


def write(by, survivor, text):
    with acting(by):
        return add_note(by=by, client_id=survivor.pk, text=text, happened_on=clock.today(), private=False)


def test_each_name_stands_in_one_part_and_in_plain_letters():
    parts = [naming.NAMES_ONLY, naming.SELDOM_WORDS, naming.OFTEN_WORDS]
    assert sum(map(len, parts)) == len(frozenset.union(*parts)) > 3000
    assert all(len(word) >= naming.SHORTEST and set(word) <= set(string.ascii_lowercase) for p in parts for word in p)


@pytest.mark.parametrize("text", NORMAL)
def test_normal_sentences_are_taken_unasked(worker, survivor, text):
    assert write(worker, survivor, text).text == text


@pytest.mark.parametrize("text", NAMED)
def test_names_are_refused_however_they_are_written(worker, survivor, text):
    with pytest.raises(Invalid, match="Leave out"):
        write(worker, survivor, text)
    with acting(worker), pytest.raises(DatabaseError, match="could name"), transaction.atomic():
        Note.objects.create(
            client=survivor, agency_id=survivor.agency_id, continuum_id=survivor.continuum_id, text=text,
            happened_on=clock.today(),
        )  # fmt: skip


@pytest.mark.parametrize(("text", "words"), ASKED.items())
def test_words_that_are_names_too_are_asked_about(worker, survivor, text, words):
    with pytest.raises(Unconfirmed) as asked:
        write(worker, survivor, text)
    assert asked.value.words == words
    with acting(worker):
        assert not PlainWords.objects.exists()


def test_who_says_that_words_name_nobody_is_kept_once(worker, survivor):
    sure = replace(worker, said=frozenset({"rosa", "will"}))
    for _time in range(2):
        assert write(sure, survivor, "Rosa is the color. Will is short")
    with acting(worker):
        kept = PlainWords.objects.get()
    assert (kept.words, kept.created_by_id, kept.agency_id) == ("rosa will", worker.user_id, survivor.agency_id)


def test_what_was_said_of_one_word_holds_for_no_other(worker, survivor):
    with pytest.raises(Unconfirmed) as asked:
        write(replace(worker, said=frozenset({"will"})), survivor, "Will hit rosa")
    assert asked.value.words == ["rosa"]


def test_saying_so_opens_no_name(worker, survivor):
    with pytest.raises(Invalid, match="carlos"):
        write(replace(worker, said=frozenset({"carlos"})), survivor, "Carlos hit her")


def test_whole_names_of_agencies_may_be_written_and_parts_of_them_not(worker, survivor, agency):
    AgencyFactory(continuum=agency.continuum, name="Francis Hope House")
    assert write(worker, survivor, "Referred by Francis Hope House on Friday")
    with pytest.raises(Invalid, match="francis"):
        write(worker, survivor, "Referred by Francis")
    AgencyFactory(continuum=agency.continuum, name="Carlos")
    with pytest.raises(Invalid, match="carlos"):
        write(worker, survivor, "Carlos hit her")


def test_other_texts_are_read_too(worker, survivor):
    with acting(worker), pytest.raises(Unconfirmed):
        record_service(by=worker, client_id=survivor.pk, kind="other", given_on=clock.today(), detail="Will came along")


def test_nobody_is_asked_about_a_named_client(assessor, person):
    assert write(assessor, person, "Will hit Carlos")


def cased(word):
    return st.sampled_from([word, word.title(), word.upper()])


NAMES = st.sampled_from(sorted(naming.NAMES_ONLY)).flatmap(cased)
AROUND = st.sampled_from(["{}", "{} wants to move", "so {} said", "her ex ({}) called", "¿{}?", "a\n{}\nb", "“{}”"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, around=AROUND)
def test_no_name_passes_in_any_place_or_case(worker, name, around):
    with acting(worker):
        assert identifying_part(around.format(name))
        assert database_finds(worker, around.format(name))


WORDS = st.lists(
    st.one_of(NAMES, st.sampled_from(sorted(naming.WORDS_TOO)), st.text("abcñéüøßaeiou'’- .", max_size=8)), max_size=6
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, joint=st.sampled_from([" ", ", ", "-", "'s ", "/", "_", "3"]))
def test_database_refuses_no_name_that_the_portal_takes(worker, agency, words, joint):
    text = joint.join(words)
    with acting(worker):
        if database_finds(worker, text):
            assert naming.certain_name(naming.words_of(text))


def database_finds(worker, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_names_somebody(%s, %s)", [text, worker.continuum_id])
        return cursor.fetchone()[0]


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_can_be_read(text):
    words = naming.words_of(text)
    assert set(naming.maybe_names(text, words)) <= set(words)


def test_database_holds_the_same_list(worker):
    with acting(worker), connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_array_elements_text(clients_names_only())")
        assert {row[0] for row in cursor.fetchall()} == naming.NAMES_ONLY


def test_instruments_offer_no_answer_that_is_a_name(worker):
    from assessments.models import InstrumentVersion  # noqa: PLC0415

    with acting(worker):
        for version in InstrumentVersion.objects.all():
            codes = {str(option) for option in codes_in(version.data)}
            assert not codes & naming.NAMES_ONLY


def codes_in(content):
    if isinstance(content, dict):
        yield from [content["code"]] if isinstance(content.get("code"), str) else []
        for part in content.values():
            yield from codes_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from codes_in(part)


def page(survivor):
    return f"/clients/{survivor.public_id}/notes/new/"


def sent(browser, survivor, **answers):
    form = browser.get(page(survivor)).context["form"]
    key, today = str(form["once"].value()), clock.today().isoformat()
    body = {"once": key, "readers": "all", "happened_on": today, **answers}
    return body, post(browser, survivor, body)


def post(browser, survivor, body):
    return browser.post(page(survivor), urlencode(body), content_type="application/x-www-form-urlencoded")


@pytest.mark.slow
def test_page_asks_and_saves_what_was_confirmed(worker, survivor):
    browser = signed_in(worker)
    body, asked = sent(browser, survivor, text="Will hit the wall <b>")
    text = asked.content.decode()
    assert asked.status_code == 422 and "Is one of these words a name?" in text
    assert "<mark>Will</mark> hit the wall &lt;b&gt;" in text and 'name="named_nobody" value="will"' in text
    with acting(worker):
        assert not Note.objects.filter(client=survivor).exists()
    done = post(browser, survivor, {**body, "named_nobody": "will"})
    assert done.status_code == 302
    with acting(worker):
        assert Note.objects.get(client=survivor).text == "Will hit the wall <b>"
        assert PlainWords.objects.get(client=survivor).created_by_id == worker.user_id
    assert post(browser, survivor, {**body, "named_nobody": "will"}).status_code == 302
    with acting(worker):
        assert Note.objects.filter(client=survivor).count() == 1


@pytest.mark.slow
def test_page_leads_back_to_the_text(worker, survivor):
    browser = signed_in(worker)
    body, _asked = sent(browser, survivor, text="Will hit the wall")
    again = post(browser, survivor, {**body, "reword": "1"})
    assert again.status_code == 422 and "Will hit the wall" in again.content.decode()
    assert again.context["form"].non_field_errors()


@pytest.mark.slow
def test_program_says_it_in_a_header(worker, survivor):
    browser, url = signed_in(worker), f"/api/v1/clients/{survivor.public_id}/notes/"
    body = {"text": "Will is short", "private": False, "happened_on": clock.today().isoformat()}
    refused = browser.post(url, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "unconfirmed")
    taken = browser.post(url, body, content_type="application/json", headers={"Named-Nobody": "will"})
    assert taken.status_code == 201


def test_maybe_names_inside_answers(worker):
    with acting(worker):
        assert maybe_names([{"why": "Will hit her"}, {"area": "north"}]) == ["will"]
