"""Summaries on paper and as PDF: who may, what they say, and that they never tell a score."""

import zlib
from datetime import date

import pytest
from django.urls import reverse

from clients import pdf, summary
from clients.models import Client
from tests.clients.acting import acting, signed_in
from tests.factories.assessments import AssessmentFactory
from tests.factories.clients import (
    CaseManagerFactory,
    ClientFactory,
    ContactMethodFactory,
    EnrollmentFactory,
    NoteFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NEVER = ("score", "Score", "EVH", "xtremely vulnerable", "rank", "Rank", "threshold", "priority")


@pytest.fixture
def known(shared_person, program):
    """A client with an assessment above the threshold, and facts for every section."""
    stay = EnrollmentFactory(client=shared_person, program=program)
    AssessmentFactory(client=shared_person, enrollment=stay, score=8, evh=True)
    ContactMethodFactory(client=shared_person, message="name_only", best_time="Mornings")
    PlaceFactory(client=shared_person, place="Invented Park", seen_on=date(2025, 8, 3))
    CaseManagerFactory(client=shared_person)
    NoteFactory(client=shared_person, text="A note for staff alone")
    return shared_person


def address(client, name, query="") -> str:
    return reverse(f"clients:{name}", args=[client.public_id]) + query


@pytest.mark.case("X16")
@pytest.mark.parametrize("query", ["", "?for=client"])
def test_no_summary_tells_a_score_or_a_rank(assessor, known, query, monkeypatch):
    told = []
    made = pdf.render
    monkeypatch.setattr(pdf, "render", lambda sheet, **given: told.append(pdf._values(sheet)) or made(sheet, **given))
    browser = signed_in(assessor)
    page = browser.get(address(known, "summary", query)).content.decode().split("<main")[1]
    paper = browser.get(address(known, "summary_pdf", query))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    for words in (page, str(told), paper["Content-Disposition"]):
        assert not [word for word in NEVER if word in words], words
    assert "Marco" not in paper["Content-Disposition"]


def test_staff_read_how_to_reach_the_client_and_the_client_reads_next_steps(assessor, known):
    browser = signed_in(assessor)
    staff_sheet = browser.get(address(known, "summary")).content.decode()
    own_sheet = browser.get(address(known, "summary", "?for=client")).content.decode()
    assert "Leave only a name and a number" in staff_sheet and "Invented Park" in staff_sheet
    assert "Leave only a name" not in own_sheet and "Invented Park" not in own_sheet
    assert "What comes next" in own_sheet and "Call 2-1-1" in own_sheet
    for page in (staff_sheet, own_sheet):
        assert "A note for staff alone" not in page


def test_hidden_and_missing_are_alike(partner, stranger, person):
    for actor in (partner, stranger):
        for name in ("summary", "summary_pdf"):
            assert signed_in(actor).get(address(person, name)).status_code == 404


def test_a_survivor_is_a_code_on_paper(assessor, agency):
    client = ClientFactory(agency=agency, anonymous=True)
    page = signed_in(assessor).get(address(client, "summary_pdf"))
    assert page.status_code == 200 and client.survivor_code in page["Content-Disposition"]


def test_the_pdf_is_tagged_and_takes_any_words(shared_person):
    hostile = '#panic("x") *bold* $x$ <a> "quoted" \\ é 中文'
    section = summary.Section(hostile, facts=[(hostile, hostile)], lines=[hostile])
    sheet = summary.Sheet("Client summary", hostile, hostile, date(2026, 1, 5), "ABC", [section])
    made = pdf.render(sheet, at=shared_person.created_at)
    assert b"/MarkInfo" in made or b"StructTreeRoot" in _open(made)


def _open(made: bytes) -> bytes:
    """The compressed parts of a PDF, as far as they open."""
    found = [made]
    for part in made.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"".join(found)


SPANISH = 367  # HUD list C4.A


def test_the_client_reads_next_steps_in_their_own_language_and_staff_in_theirs(assessor, known):
    with acting(assessor):
        Client.objects.filter(pk=known.pk).update(preferred_language=SPANISH)
    browser = signed_in(assessor)
    sheet = browser.get(address(known, "summary", "?for=client")).content.decode()
    assert 'lang="es"' in sheet and "Lo que sigue" in sheet and "Llame al 2-1-1" in sheet
    asked_for = browser.get(address(known, "summary", "?for=client&lang=en")).content.decode()
    assert "What comes next" in asked_for and "Lo que sigue" not in asked_for
    assert "Lo que sigue" not in browser.get(address(known, "summary")).content.decode()
