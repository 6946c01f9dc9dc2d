"""One answer: accepted in its stored form, or refused with what to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.answers import AnswerProblem, normalize
from cas_portal.time.dates import add_months
from tests.assessments.readings import CRISIS, HCT, context, household

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def accepted(link_id, raw, **changes):
    return normalize(HCT.items[link_id], raw, context(**changes))


@pytest.mark.parametrize(
    ("link_id", "raw", "stored"),
    [
        ("VB01", "1", 1),
        ("VB01", 99, 99),
        ("VB01", ["0"], 0),
        ("VB01", "", None),
        ("VB12", "116", 116),
        ("VB13", "tent", "tent"),
        ("VB13", "9", 9),
        ("HC02", ["th", "psh"], ["psh", "th"]),
        ("HC02", "psh", ["psh"]),
        ("HC02", ["9"], [9]),
        ("HC02", [], None),
        ("VB08", ["8", "9"], [8, 9]),
        ("AH06", " 2 ", 2),
        ("AH06", {"missing": "8"}, {"missing": 8}),
        ("AH06", {"missing": ""}, None),
        ("HC10A", "$1,914.5", "1914.50"),
        ("HC01", "  A quiet place\r\nwith a door \x00", "A quiet place\nwith a door"),
        ("HC01", "   ", None),
        ("VB14", "2024-02-29", "2024-02-29"),
        ("VB14", {"year": "2024", "month": "2", "day": ""}, "2024-02-01"),
        ("AH02", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        ("HC70", [{"HC70.area": "south", "HC70.how": "works"}, {}], [{"HC70.area": "south", "HC70.how": "works"}]),
        ("HC70", [{}], None),
    ],
)
def test_accepted(link_id, raw, stored):
    assert accepted(link_id, raw) == stored


@pytest.mark.parametrize(
    ("link_id", "raw", "message"),
    [
        ("VB01", "2", "answers listed"),
        ("VB01", ["0", "1"], "Choose one"),
        ("HC02", ["castle"], "Choose only"),
        ("HC02", ["psh", "9"], "cannot be chosen with"),
        ("HC05", ["none", "wheelchair"], "cannot be chosen with"),
        ("AH06", "two", "whole number"),
        ("AH06", True, "whole number"),
        ("AH06", "-1", "0 or more"),
        ("AH06", "16", "15 or less"),
        ("AH06", {"missing": "7"}, "Enter an answer"),
        ("AH01", {"missing": "8"}, "Enter an answer"),
        ("HC10A", "lots", "amount in dollars"),
        ("HC10A", "NaN", "amount in dollars"),
        ("HC01", "x" * 1001, "1000 characters"),
        ("HC01", 7, "Enter text"),
        ("VB14", "2025-08-06", "Aug 5, 2025 or an earlier"),
        ("VB14", "2025-02-30", "real date"),
        ("VB14", {"year": "2024", "month": "", "day": "1"}, "month, a day and a year"),
        ("VB14", "1850-01-01", "year after"),
        ("AH01", "2025-07-28", "Jul 29, 2025 or a later"),
        ("AH01", "2025-08-06", "or an earlier"),
        ("AH02", "here", "from the list"),
        ("HC70", [{"HC70.area": "south"}], "Row 1, How: Fill this in"),
        ("HC70", [{"HC70.area": "moon", "HC70.how": "works"}], "Row 1, Area"),
        ("HC70", [{"HC70.area": "south", "HC70.how": "works"}] * 7, "6 rows"),
        ("HC70", "south", "list of rows"),
        ("HC60", [{"HC60.from": "2025-02-01", "HC60.to": "2025-01-01", "HC60.situation": 116}], "last day cannot"),
    ],
)
def test_refused(link_id, raw, message):
    with pytest.raises(AnswerProblem, match=message):
        accepted(link_id, raw)


def test_the_day_before_enrollment_is_refused():
    with pytest.raises(AnswerProblem, match="Aug 1, 2025 or a later"):
        accepted("AH01", "2025-07-31", enrolled_on=date(2025, 8, 1))


@given(st.sampled_from(sorted(HCT.items)), JSON)
def test_any_input_is_refused_or_stored_in_a_stable_form(link_id, raw):
    item = HCT.items[link_id]
    surroundings = context(household())
    try:
        stored = normalize(item, raw, surroundings)
    except AnswerProblem:
        return
    assert normalize(item, stored, surroundings) == stored


WAY = {"CR30.kind": "phone", "CR30.value": "916 555 0142", "CR30.message": 1}


@pytest.mark.parametrize(
    ("kind", "where", "said"),
    [
        ("phone", "abc", "Row 1, Number, address or place: Enter a phone number"),
        ("phone", "555-0142", "Enter a phone number"),
        ("email", "rosa at example", "Enter a valid email address"),
    ],
)
def test_a_way_to_reach_somebody_is_one(kind, where, said):
    item = CRISIS.items["CR30"]
    with pytest.raises(AnswerProblem, match=said):
        normalize(item, [{**WAY, "CR30.kind": kind, "CR30.value": where}], context())


@pytest.mark.parametrize(
    ("kind", "where"),
    [("phone", "+52 55 5555 0142"), ("phone", "(916) 555-0142"), ("email", "rosa@example.org"), ("person", "abc"),
     ("place", "Library")],
)  # fmt: skip
def test_every_way_is_taken_as_it_was_said(kind, where):
    row = {**WAY, "CR30.kind": kind, "CR30.value": where}
    assert normalize(CRISIS.items["CR30"], [row], context()) == [row]


@pytest.mark.parametrize("due", ["2019-01-01", "2029-01-01"])
def test_a_baby_is_due_within_ten_months(due):
    day = context().assessed_on
    for near in (day, add_months(day, 9), add_months(day, -1)):
        assert accepted("VB06", near.isoformat()) == near.isoformat()
    with pytest.raises(AnswerProblem, match="day"):
        accepted("VB06", due)
