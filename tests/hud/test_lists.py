import pytest

from cas_portal.hud import lists


def test_list_is_found_by_number_and_by_name() -> None:
    assert lists.response_list("4.20.2") is lists.response_list("4.20.2")
    assert lists.response_list("Event") == lists.response_list("4.20.2")
    with pytest.raises(KeyError):
        lists.response_list("NoSuchList")


@pytest.mark.parametrize("code", [1, "1"])
def test_label_takes_the_code_as_stored_or_as_written_in_a_file(code: lists.Code) -> None:
    assert lists.label("RelationshipToHoH", code) == "Self (Head of Household)"


@pytest.mark.parametrize("nothing", [None, ""])
def test_label_of_nothing_is_empty(nothing: str | None) -> None:
    assert lists.label("Sex", nothing) == ""


@pytest.mark.parametrize("wrong", [7, "01", "1.0", "x"])
def test_label_refuses_what_is_no_code(wrong: lists.Code) -> None:
    with pytest.raises(KeyError):
        lists.label("Sex", wrong)


def test_codes_are_integers_unless_the_list_holds_letters() -> None:
    assert lists.codes_of("Sex") == {0, 1, 8, 9, 99}
    assert lists.is_code("VAMCStationNumber", "459GE")
    assert lists.label("VAMCStationNumber", "402") == "(402) Togus, ME"
    assert lists.label("ContinuumCode", "CA-503").startswith("Sacramento")


def test_retired_codes_have_a_label_but_are_not_offered() -> None:
    assert "Voucher" in lists.label("Event", 17)
    assert 17 not in dict(lists.choices("Event"))
    assert not lists.is_code("Event", 17)
    assert lists.is_code("Event", 17, retired=True)
    assert 17 in lists.codes_of("Event", retired=True)


def test_choices_keep_the_order_given() -> None:
    assert [code for code, _ in lists.choices("NoYesReasonsForMissingData", only=[1, 0])] == [1, 0]
    assert [code for code, _ in lists.choices("AssessmentLevel")] == [1, 2]


def test_every_list_reads() -> None:
    for number in lists.document()["lists"]:
        entry = lists.response_list(number)
        assert entry.codes
        assert all(lists.label(number, code) for code in entry.codes)
