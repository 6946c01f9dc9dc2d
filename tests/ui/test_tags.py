"""Dates, numbers and plots as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from cas_portal.ui import plots
from cas_portal.ui.templatetags import ui


def render(text, **values):
    return Template("{% load ui %}" + text).render(Context(values))


def test_day_is_short_and_clear():
    assert ui.day(date(2025, 8, 5)) == "Aug 5, 2025"
    assert ui.day(None) == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5", "A browser"),
    ],
)  # fmt: skip
def test_browser_is_named_as_people_name_it(user_agent, words):
    assert ui.browser(user_agent) == words


def test_day_follows_the_language():
    with translation.override("es"):
        assert ui.day(date(2025, 8, 5)) == "5 de ago. de 2025"
        assert ui.day(date(2024, 1, 1)) == "1 de ene. de 2024"


@pytest.mark.parametrize(
    ("value", "words"), [(None, ""), (0, "0"), (999, "999"), (1234, "1,234"), (1234567, "1,234,567")]
)
def test_counts_have_the_separators_of_the_language(value, words):
    for language in ("en", "es"):
        with translation.override(language):
            assert ui.number(value) == words


def test_moment_is_local_time():
    assert render("{{ at|moment }}", at=datetime(2025, 8, 5, 17, 42, tzinfo=UTC)) == "Aug 5, 2025, 10:42 AM"


def test_day_of_a_moment_is_the_local_day():
    assert render("{{ at|day }}", at=datetime(2025, 8, 6, 3, 0, tzinfo=UTC)) == "Aug 5, 2025"


@pytest.mark.parametrize(
    ("due", "words"),
    [(3, "2 days overdue"), (4, "1 day overdue"), (5, "due today"), (6, "1 day left"), (15, "10 days left")],
)
def test_days_left(due, words):
    assert ui.days_left(date(2025, 8, due), date(2025, 8, 5)) == words


@pytest.mark.parametrize(("due", "state"), [(4, "overdue"), (5, "soon"), (8, "soon"), (9, "calm")])
def test_clock_badge(due, state):
    html = render("{% clock_badge due today label='Answer' %}", due=date(2025, 8, due), today=date(2025, 8, 5))

    assert f"clock--{state}" in html
    assert f"Aug {due}, 2025" in html


@pytest.mark.parametrize(
    ("stored", "shown"), [("5595550123", "559-555-0123"), ("+525512345678", "+525512345678"), ("", ""), (None, "")]
)
def test_phone(stored, shown):
    assert ui.phone(stored) == shown


def test_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in ui.icon("search")


def test_meter_marks():
    assert ui.meter_marks(1, 3) == [True, False, False]


def test_bars_start_at_zero_and_the_longest_fills_the_room():
    plot = plots.bar_plot([("a", 10), ("b", 5), ("c", 0)])

    longest, half, none = (bar.width for bar in plot.bars)
    assert longest == plots.WIDTH - plots.LABEL - 64
    assert half == longest / 2
    assert none == 0


def test_bars_of_nothing():
    assert plots.bar_plot([]).bars == []


def test_strip_keeps_points_inside_the_scale():
    plot = plots.strip_plot([("a", -5), ("b", 10), ("c", 99)], low=0, high=20, cut=10, marked="b")

    assert [dot.x for dot in plot.dots] == [plot.left, plot.cut, plot.right]
    assert [dot.marked for dot in plot.dots] == [False, True, False]
