"""Nobody's answer is overwritten unseen, and nothing sent twice counts twice (ux.md, section 3)."""

import pytest

from assessments import services
from assessments.services.keeping import keeping_key
from assessments.services.saving import Base
from tests.factories.assessments import DraftFactory, ready_household

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)


def save(home, draft, answers, **how):
    return services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers, **how)


def page(answers=None, **how):
    return {"base": Base(answers or {}), "writer": how.pop("writer", "page"), **how}


def test_the_same_key_does_nothing_the_second_time_even_after_somebody_else(home, draft, acting):
    with acting(home.assessor):
        save(home, draft, {"VB05": 1}, **page(key="k1"))
        save(home, draft, {"VB05": 0}, **page({"VB05": 1}, writer="other", key="k2"))
        again = save(home, draft, {"VB05": 1}, **page(key="k1"))
    assert (again.draft.answers, again.clashes, again.changed) == ({"VB05": 0}, {}, set())


def test_a_question_nobody_touched_on_this_page_is_left_as_it_is_now(home, draft, acting):
    with acting(home.assessor):
        save(home, draft, {"VB05": 1}, **page())
        late = save(home, draft, {"VB05": None, "VB07": 1}, **page(writer="other"))
    assert late.draft.answers == {"VB05": 1, "VB07": 1}
    assert late.clashes == {}


def test_two_different_answers_clash_and_the_first_stays(home, draft, acting):
    with acting(home.assessor):
        save(home, draft, {"VB05": 1}, **page())
        late = save(home, draft, {"VB05": 0}, **page(writer="other"))
    clash = late.clashes["VB05"]
    assert (clash.mine, clash.theirs, clash.by) == (0, 1, home.assessor.name)
    assert late.draft.answers == {"VB05": 1}
    assert late.agreed == {}


def test_two_equal_answers_do_not_clash(home, draft, acting):
    with acting(home.assessor):
        save(home, draft, {"VB05": 1}, **page())
        late = save(home, draft, {"VB05": 1}, **page(writer="other"))
    assert (late.clashes, late.agreed) == ({}, {"VB05": 1})


def test_a_page_that_never_heard_of_its_own_saving_clashes_with_nobody(home, draft, acting):
    with acting(home.assessor):
        for answer in (1, 0, None):
            kept = save(home, draft, {"VB05": answer}, **page()).draft
    assert kept.answers == {}


def test_what_a_page_merely_offers_is_no_answer_until_the_button(home, draft, acting):
    base = Base({}, {"AH01": "2025-08-05"})
    with acting(home.assessor):
        passing = save(home, draft, {"AH01": "2025-08-05"}, base=base, confirm=False).draft.answers
        assert passing == {}
        assert save(home, draft, {"AH01": "2025-08-05"}, base=base).draft.answers == {"AH01": "2025-08-05"}


def test_the_key_of_a_device_is_its_own(home):
    mine = keeping_key(by=home.assessor, device="a" * 32)
    assert mine == keeping_key(by=home.assessor, device="a" * 32)
    assert mine != keeping_key(by=home.assessor, device="b" * 32)
    assert len(mine) == 44
