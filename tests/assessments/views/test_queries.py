"""How many statements the pages of assessing take: a fixed number, however many people and answers there are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.household import CHILD
from tests.factories.assessments import DraftFactory, full_answers, ready_household

pytestmark = pytest.mark.slow
BUDGET = {"tasks": 15, "check": 21, "questions": 15, "save": 25}


def count(act):
    with CaptureQueriesContext(connection) as queries:
        assert act().status_code == 200
    return len(queries)


@pytest.mark.parametrize("children", [0, 4])
def test_pages_keep_to_their_budget(children, db, browse):
    home = ready_household(others=((CHILD, date(2018, 1, 1)),) * children)
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, answers=full_answers(home.program))
    person = browse(home.assessor)
    page = reverse("assessments:questions", args=[draft.public_id, "health"])
    person.get(page)
    taken = {
        "tasks": count(lambda: person.get(reverse("assessments:tasks", args=[draft.public_id]))),
        "check": count(lambda: person.get(reverse("assessments:check", args=[draft.public_id]))),
        "questions": count(lambda: person.get(page)),
        "save": count(lambda: person.post(page, {"VB05": "1"}, headers={"HX-Request": "true"})),
    }
    assert {name: number for name, number in taken.items() if number > BUDGET[name]} == {}
