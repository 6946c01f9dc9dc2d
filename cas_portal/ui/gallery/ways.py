"""Components to move and act with, and lists and plots."""

from django.urls import reverse_lazy

from cas_portal.ui.gallery.example import HERE, Example, tag
from cas_portal.ui.gallery.forms import FilterExample
from cas_portal.ui.pagination import Page
from cas_portal.ui.plots import strip_plot

GROUPS = [("Families", 42), ("Single adults", 118), ("Couples", 17), ("Youth 18 to 24", 31), ("Adult groups", 9)]
SCORES = [(f"Household {n}", value) for n, value in enumerate((4, 7, 8, 11, 12, 12, 15, 19, 23))]


CRUMBS = [("Clients", HERE), ("Marisol Ejemplo", HERE), ("Documents", "")]
TABS = [("Open", 4, True), ("Waiting", 11, False), ("Closed", None, False)]
TASKS = [
    {"title": "Household", "url": HERE, "status": tag("Completed", "good")},
    {"title": "Where they stay", "url": HERE, "status": tag("In progress", "info"), "hint": "4 of 9 answered"},
    {"title": "Health and safety", "url": HERE, "status": tag("Not started")},
    {"title": "Check answers", "url": "", "status": tag("Cannot start yet"), "hint": "Complete the parts above"},
]
BUTTONS = [
    {"label": "Accept", "url": HERE, "post": True, "icon": "check"},
    {"label": "Decline", "url": HERE, "look": "outline"},
    {"label": "Ask a question", "url": HERE, "look": "unstyled"},
]
WAYS: list[Example] = [
    Example(
        "components/breadcrumb.html",
        "Breadcrumb",
        [("Two levels", {"items": [{"label": n, "url": u} for n, u in CRUMBS]})],
    ),
    Example(
        "components/tabs.html",
        "Tabs",
        [
            (
                "With counts",
                {
                    "label": "Referrals",
                    "items": [{"label": n, "url": HERE, "count": c, "current": now} for n, c, now in TABS],
                },
            )
        ],
    ),
    Example("components/quick_exit.html", "Quick exit", [("At the corner of the page", {"url": HERE})]),
    Example("components/button_group.html", "Button group", [("Act, link, quiet", {"buttons": BUTTONS})]),
    Example(
        "components/task_list.html",
        "Task list",
        [("All states", {"label": "Parts of the assessment", "tasks": TASKS})],
    ),
    Example(
        "components/step_indicator.html",
        "Step indicator",
        [("Second of four", {"steps": ["Search", "Client", "Release", "Enroll"], "current": 2})],
    ),
    Example(
        "components/pagination.html",
        "Pagination",
        [
            ("Middle", {"page": Page([], next="later", previous="earlier")}),
            ("First page", {"page": Page([], next="later", previous=""), "label": "Pages of the first page"}),
        ],
    ),
]


COLUMNS = [{"label": "Client"}, {"label": "Stage"}, {"label": "Last contact"}, {"label": "Days", "number": True}]
ROWS = [
    [
        {"text": "Marisol Ejemplo", "url": HERE, "hint": "Family of 4"},
        {"tag": tag("Document ready", "good")},
        "Feb 27, 2026",
        42,
    ],
    [{"text": "Client C-10977", "hint": "Protected record"}, {"tag": tag("Referred", "info")}, "Feb 11, 2026", 108],
    [{"text": "Sam Sample", "url": HERE}, {"tag": tag("Expires soon", "attention")}, "Jan 30, 2026", 365],
]
ACTIVE = [{"label": "Families", "clear_url": HERE}, {"label": "Document ready", "clear_url": HERE}]
FILTERS = {"form": FilterExample({"kind": "F", "ready": "1"}), "action": reverse_lazy("components")}
FINDING = "Single adults are more than half of the households on the list."
FIGURES: list[Example] = [
    Example(
        "components/filter_bar.html",
        "Filter bar",
        [("Two in force", {**FILTERS, "active": ACTIVE, "clear_url": HERE})],
    ),
    Example(
        "components/table.html",
        "Table",
        [("Three rows", {"caption": "My clients", "columns": COLUMNS, "rows": ROWS})],
    ),
    Example(
        "components/bar_plot.html",
        "Bar plot",
        [("Groups", {"title": "Households by type", "finding": FINDING, "rows": GROUPS, "unit": "Households"})],
    ),
    Example(
        "components/strip_plot.html",
        "Strip plot",
        [
            (
                "One marked, with a cut",
                {
                    "title": "Where the answers of one household lie",
                    "finding": "Household 6 is above the line; six of nine are at or below it.",
                    "plot": strip_plot(SCORES, low=0, high=30, cut=12, marked="Household 6"),
                    "rows": SCORES,
                    "unit": "Points",
                },
            )
        ],
    ),
]
