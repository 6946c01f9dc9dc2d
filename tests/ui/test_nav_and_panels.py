"""What other apps put into the frame: navigation entries and panels."""

import pytest
from django.test import RequestFactory

from cas_portal.ui import nav, panels
from cas_portal.ui.context_processors import chrome
from cas_portal.ui.panels import Panel


class SomeActor:
    memberships = ()

    def __init__(self, *rights):
        self.rights = rights

    def can(self, right):
        return right in self.rights


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(nav, "_items", {})
    nav.register("Components", "components", order=2, permission="see")
    nav.register("Today", "today", order=1)
    nav.register("Nowhere", "no_such_page", order=0)


@pytest.fixture
def places(monkeypatch):
    monkeypatch.setattr(panels, "_registered", {})


def request_of(actor, path="/"):
    request = RequestFactory().get(path)
    request.actor = actor
    return request


def test_entries_are_ordered_and_those_without_a_page_left_out(entries):
    assert [link.label for link in nav.links(request_of(SomeActor("see")))] == ["Today", "Components"]


def test_entry_needs_its_right(entries):
    assert [link.label for link in nav.links(request_of(SomeActor()))] == ["Today"]


def test_entry_may_ask_the_policy_of_its_page(entries):
    nav.register("Settings", "components", order=2, permission=lambda actor: actor.rights == ("all",))
    assert nav.may(SomeActor("all"), nav._items["components"].permission)
    assert not nav.may(SomeActor("some"), nav._items["components"].permission)


def test_entry_with_a_right_is_hidden_from_an_actor_that_cannot_tell(entries):
    assert [link.label for link in nav.links(request_of(object()))] == ["Today"]


@pytest.mark.parametrize(
    ("path", "current"), [("/", "Today"), ("/components/list/", "Components"), ("/elsewhere/", None)]
)
def test_present_page_is_marked(entries, path, current):
    links = nav.links(request_of(SomeActor("see"), path))

    assert next((link.label for link in links if link.current), None) == current


def test_at_most_seven_entries(monkeypatch, entries):
    for number in range(9):
        monkeypatch.setitem(nav._items, str(number), nav.NavItem(number + 3, str(number), "components"))

    assert len(nav.links(request_of(SomeActor("see")))) == 7


def test_anonymous_visitors_have_no_navigation(entries):
    assert chrome(RequestFactory().get("/"))["chrome"]["nav"] == []


def test_panels_come_in_order_and_may_stay_away(places):
    def second(request, subject):
        return Panel("Second", "x.html", {"subject": subject})

    def first(request, subject):
        return Panel("First", "x.html")

    def silent(request, subject):
        return None

    for order, fn in ((2, second), (1, first), (0, silent)):
        panels.register("client", order, fn)

    found = panels.panels("client", request_of(None), "somebody")
    assert [panel.title for panel in found] == ["First", "Second"]
    assert found[1].context == {"subject": "somebody"}


def test_panel_registered_twice_is_shown_once(places):
    def one(request, subject):
        return Panel("One", "x.html")

    panels.register("today", 1, one)
    panels.register("today", 5, one)

    assert len(panels.panels("today", request_of(None))) == 1


def test_unknown_place_is_refused(places):
    with pytest.raises(ValueError, match="no_such_place"):
        panels.register("no_such_place", 1, lambda request, subject: None)
