import pytest

from cas_portal.hud import csv_spec, lists
from cas_portal.hud.csv_spec import ColumnType, Condition, Operator, Test


def test_all_24_files_read_and_refer_to_lists_and_files_that_exist() -> None:
    assert len(csv_spec.file_names()) == 24
    for name in csv_spec.file_names():
        spec = csv_spec.file(name)
        assert spec.column(spec.primary_key).reference is None
        for column in spec.columns:
            if column.response_list:
                assert lists.response_list(column.response_list)
            if column.reference:
                assert csv_spec.file(column.reference.file).column(column.reference.column)


def test_files_come_after_those_they_refer_to() -> None:
    order = csv_spec.file_names()
    for name in order:
        for column in csv_spec.file(name).columns:
            if column.reference and not column.reference.soft:
                assert order.index(column.reference.file) <= order.index(name)


def test_column_carries_type_length_list_and_element() -> None:
    spec = csv_spec.file("Client")
    assert spec.filename == "Client.csv"
    assert spec.column_names[:2] == ("PersonalID", "FirstName")
    assert spec.column("FirstName").max_length == 50
    assert spec.column("DOB").type is ColumnType.DATE
    assert spec.column("DOB").element == "3.03.1"
    assert spec.column("VeteranStatus").response_list == "1.8"
    assert spec.column("VeteranStatus").export_if_missing == 99
    with pytest.raises(KeyError):
        spec.column("Gender")


def test_header_aliases_of_real_files_are_accepted() -> None:
    assert csv_spec.file("Exit").canonical("WorkPlaceViolenceThreats") == "WorkplaceViolenceThreats"
    assert csv_spec.file("ProjectCoC").canonical("Zip") == "ZIP"
    assert csv_spec.file("ProjectCoC").canonical("ZIP") == "ZIP"
    assert csv_spec.file("Exit").canonical("ExtraColumn") is None


def test_conditions_nest_and_may_look_into_another_file() -> None:
    subsidy = csv_spec.file("Enrollment").column("RentalSubsidyType").null_unless
    assert subsidy == Condition(every=True, parts=(Test("LivingSituation", Operator.IN, (435,)),))
    move_in = csv_spec.file("Enrollment").column("MoveInDate").applies_when
    assert move_in is not None
    assert not move_in.every
    first = move_in.parts[0]
    assert isinstance(first, Condition)
    assert first.parts == (Test("ProjectType", Operator.IN, (3, 9, 10, 13), file="Project"),)
    result_date = csv_spec.file("Event").column("ResultDate").null_unless
    assert result_date is not None
    assert result_date.parts == (Test("ReferralResult", Operator.NOT_NULL),)


def test_references_say_when_another_column_must_agree() -> None:
    coc = csv_spec.file("Enrollment").column("EnrollmentCoC").reference
    assert coc is not None
    assert (coc.file, coc.column, coc.same) == ("ProjectCoC", "CoCCode", ("ProjectID",))
    location = csv_spec.file("Event").column("LocationCrisisOrPHHousing").reference
    assert location is not None
    assert location.soft


def test_list_of_a_service_depends_on_its_record_type() -> None:
    choice = csv_spec.file("Services").column("TypeProvided").list_by
    assert choice is not None
    assert choice.column == "RecordType"
    assert choice.lists[200] == "4.14"
    assert csv_spec.file("Disabilities").column("DisabilityResponse").list_by is not None
