import pytest

from cas_portal.hud import groups, lists
from cas_portal.hud.groups import ProjectGroup, SituationGroup, SituationUse


@pytest.mark.parametrize(
    ("code", "group"),
    [
        (116, SituationGroup.HOMELESS),
        (204, SituationGroup.INSTITUTIONAL),
        (302, SituationGroup.TEMPORARY),
        (435, SituationGroup.PERMANENT),
        (24, SituationGroup.OTHER),
    ],
)
def test_situation_group_follows_the_range(code: int, group: SituationGroup) -> None:
    assert groups.situation_group(code) is group
    assert groups.is_homeless_situation(code) is (group is SituationGroup.HOMELESS)


def test_situation_group_refuses_another_number() -> None:
    with pytest.raises(KeyError):
        groups.situation_group(100)
    assert not groups.is_homeless_situation(None)


@pytest.mark.parametrize("use", SituationUse)
def test_situation_choices_are_those_of_their_own_list(use: SituationUse) -> None:
    offered = {code for code, _ in groups.situation_choices(use)}
    assert offered == lists.codes_of(f"3.12.1/{use.value}")


def test_current_situations_offer_the_street_first_and_no_death() -> None:
    codes = [code for code, _ in groups.situation_choices(SituationUse.CURRENT)]
    assert codes[0] == 116
    assert groups.DECEASED not in codes
    assert groups.DECEASED in dict(groups.situation_choices(SituationUse.DESTINATION))


def test_project_types_of_permanent_housing() -> None:
    assert groups.project_types(ProjectGroup.PERMANENT_HOUSING) == {3, 9, 10, 13}
    assert groups.project_types(ProjectGroup.COORDINATED_ENTRY) == {14}
    known = lists.codes_of("ProjectType")
    assert all(groups.project_types(group) <= known for group in ProjectGroup)


def test_event_rules_follow_4_20() -> None:
    assert groups.event_rule(2).takes_rehoused_result
    assert groups.event_rule(5).takes_aftercare_result
    assert groups.event_rule(14).takes_location
    assert groups.event_rule(14).location_project_types == {3}
    assert groups.event_rule(18).takes_referral_result
    assert not groups.event_rule(18).takes_location
    assert not groups.event_rule(1).takes_any_result
    assert not groups.event_rule(1).is_referral
    assert groups.event_rule(17).is_retired
    with pytest.raises(KeyError):
        groups.event_rule(19)
    assert 17 not in dict(groups.event_choices())
