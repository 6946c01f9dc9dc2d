"""Each component of ``templates/components/`` with the states it can be in."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse_lazy

from cas_portal.ui.gallery.forms import FilterExample
from cas_portal.ui.pagination import BoundedCount, Page
from cas_portal.ui.panels import Panel
from cas_portal.ui.plots import strip_plot

HERE = "#main"
DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 18, 42, tzinfo=UTC)
GROUPS = [("Families", 42), ("Single adults", 118), ("Couples", 17), ("Youth 18 to 24", 31), ("Adult groups", 9)]
SCORES = [(f"Household {n}", value) for n, value in enumerate((4, 7, 8, 11, 12, 12, 15, 19, 23))]


@dataclass(frozen=True)
class Example:
    """One component: its states as (what it shows, arguments)."""

    name: str
    title: str
    states: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def template(self) -> str:
        return f"components/{self.name}.html"


def tag(text: str, tone: str = "neutral") -> dict[str, str]:
    return {"text": text, "tone": tone}


def messages() -> list[Example]:
    errors = [
        {"message": "Enter the date you last saw the client", "target": "main"},
        {"message": "Choose where the person stayed last night", "target": "main"},
    ]
    return [
        Example(
            "alert",
            "Alert",
            [
                ("Information", {"kind": "info", "text": "The release of information ends on Mar 30, 2026."}),
                ("Success", {"kind": "success", "text": "Saved. The household is on the housing list by tomorrow."}),
                ("Warning", {"kind": "warning", "heading": "Certification ends soon", "text": "Renew it by Mar 9."}),
                ("Error", {"kind": "error", "heading": "The file is too large", "text": "Choose one under 10 MB."}),
                ("Emergency", {"kind": "emergency", "text": "Call 9-1-1 first when somebody is in danger."}),
                ("Slim", {"kind": "info", "slim": True, "text": "Answers up to 60 days old are offered again."}),
            ],
        ),
        Example("error_summary", "Error summary", [("Two problems", {"errors": errors}), ("None", {"errors": []})]),
        Example(
            "summary_box",
            "Summary box",
            [
                (
                    "Lines and links",
                    {
                        "heading": "Before you begin",
                        "items": [
                            "It takes about 35 minutes. You can stop and go on later.",
                            "Every question can be skipped.",
                            {"text": "Read how to ask hard questions", "url": HERE},
                        ],
                    },
                )
            ],
        ),
        Example(
            "empty_state",
            "Empty state",
            [
                (
                    "With a next action",
                    {
                        "title": "No open referrals",
                        "text": "New referrals to your programs appear here, the one due first on top.",
                        "action_url": HERE,
                        "action_label": "Report an opening",
                    },
                ),
                ("Alone", {"title": "No problems found", "text": "Every record of your agency is complete."}),
            ],
        ),
        Example(
            "refresh_bar",
            "Refresh bar",
            [("Six changes", {"count": 6, "url": HERE}), ("One change", {"count": 1, "url": HERE})],
        ),
        Example(
            "save_status",
            "Save status",
            [
                ("Nothing sent yet", {}),
                ("Saving", {"state": "saving"}),
                ("Saved", {"state": "saved", "time": "10:42 AM"}),
                ("Failed", {"state": "failed"}),
            ],
        ),
        Example(
            "prefill_mark",
            "Prefill mark",
            [("Carried over", {"who": "Ana Ejemplo, Example Outreach", "on": date(2026, 1, 14)})],
        ),
    ]


def records() -> list[Example]:
    facts = [("Household", "Family of 4"), ("Main language", "Spanish"), ("Phone", "")]
    detailed = [
        {"label": "Preferred name", "value": "Sol", "change_url": HERE},
        {"label": "Interpreter", "value": "Spanish", "hint": "Ask before every call", "change_url": HERE},
        {"label": "Safe to leave a message", "value": "", "change_url": HERE},
    ]
    links = [{"label": "Open the plan", "url": HERE}, {"label": "Print next steps", "url": HERE}]
    return [
        Example(
            "card",
            "Card",
            [
                ("Text and links", {"title": "Housing plan", "text": "Two of five steps are done.", "links": links}),
                ("Facts", {"title": "Household", "facts": facts}),
                (
                    "Key",
                    {"title": "What is next", "text": "Renew the release by Mar 9.", "look": "key", "links": links},
                ),
                ("Calm", {"title": "About this list", "text": "It is made new every few seconds.", "look": "calm"}),
            ],
        ),
        Example(
            "panel",
            "Panel",
            [
                (
                    "From another app",
                    {
                        "panel": Panel(
                            "Referrals to answer",
                            "components/description_list.html",
                            {"items": [("Due today", "2"), ("Due this week", "5")]},
                        )
                    },
                )
            ],
        ),
        Example(
            "description_list", "Description list", [("Pairs", {"items": facts}), ("To change", {"items": detailed})]
        ),
        Example(
            "person_card",
            "Person card",
            [
                (
                    "Open",
                    {
                        "name": "Marisol Ejemplo",
                        "url": HERE,
                        "facts": [("Born", "Apr 12, 1984"), ("Client", "C-10234"), ("Worker", "Lee Sample")],
                        "tags": [tag("On the list", "good"), tag("Release ends soon", "attention")],
                    },
                ),
                (
                    "Masked",
                    {"name": "Client C-10977", "masked": True, "agency": "Harbor Example", "phone": "5595550142"},
                ),
            ],
        ),
        Example(
            "timeline",
            "Timeline",
            [
                (
                    "Three entries",
                    {
                        "label": "Referral steps",
                        "entries": [
                            {"at": MORNING, "title": "Accepted", "who": "Jo Demo, Example Housing", "tone": "good"},
                            {
                                "at": DAY,
                                "title": "Update asked for",
                                "text": "The program could not reach the household for 7 days.",
                                "tone": "attention",
                            },
                            {"at": date(2026, 2, 20), "title": "Referred", "who": "SSF", "url": HERE},
                        ],
                    },
                )
            ],
        ),
        Example(
            "receipt",
            "Receipt",
            [
                (
                    "All done",
                    {
                        "title": "The housing assessment is sent",
                        "subtitle": "Mar 2, 2026, 10:42 AM. Reference 7F3K-22",
                        "created": [
                            {"text": "Housing assessment, valid through Mar 1, 2027", "url": HERE},
                            {"text": "Living situation of today", "url": HERE},
                            {"text": "Coordinated entry event: referral to housing navigation", "url": HERE},
                            {"text": "Sent to the housing list"},
                        ],
                        "next": ["Collect the two documents that are missing.", "Stay in contact every 30 days."],
                        "say": [
                            "We sent your answers. A worker calls you when a program with room fits you.",
                            "Bring an ID and your Social Security card when you can.",
                        ],
                    },
                ),
                (
                    "One follow-up failed",
                    {
                        "title": "The assessment is sent",
                        "created": [{"text": "Assessment"}, {"text": "Living situation of today", "failed": True}],
                        "retry_url": HERE,
                        "next": ["Try again, or record the living situation by hand."],
                    },
                ),
            ],
        ),
        Example(
            "print_title",
            "Print title block",
            [
                (
                    "On paper only",
                    {"title": "Next steps", "agency": "Example Outreach", "on": DAY, "reference": "C-10234"},
                )
            ],
        ),
    ]


def states() -> list[Example]:
    return [
        Example(
            "status_tag",
            "Status tag",
            [
                ("Neutral", tag("Not started")),
                ("Information", tag("In progress", "info")),
                ("Good", tag("Completed", "good")),
                ("Attention", tag("Expires soon", "attention")),
                ("Bad", tag("Overdue", "bad")),
            ],
        ),
        Example(
            "clock_badge",
            "Clock badge",
            [
                ("Calm", {"due": date(2026, 3, 14), "words": "12 days left", "state": "calm", "label": "Move-in"}),
                ("Soon", {"due": DAY, "words": "due today", "state": "soon", "label": "Answer"}),
                ("Overdue", {"due": date(2026, 2, 28), "words": "2 days overdue", "state": "overdue"}),
            ],
        ),
        Example(
            "meter",
            "Meter",
            [
                ("Some", {"label": "Documents", "done": 2, "total": 6}),
                ("Ready", {"label": "Documents", "done": 6, "total": 6, "words": "PSH ready", "tone": "good"}),
                ("Behind", {"label": "Plan steps", "done": 1, "total": 5, "tone": "attention"}),
            ],
        ),
        Example(
            "list_age",
            "List age",
            [
                ("Up to date", {"count": BoundedCount(1000, more=True), "noun": "households"}),
                ("Behind", {"count": 214, "noun": "households", "waiting": 3, "oldest": "40 s"}),
            ],
        ),
    ]


def ways() -> list[Example]:
    crumbs = [("Clients", HERE), ("Marisol Ejemplo", HERE), ("Documents", "")]
    tabs = [("Open", 4, True), ("Waiting", 11, False), ("Closed", None, False)]
    tasks = [
        {"title": "Household", "url": HERE, "status": tag("Completed", "good")},
        {"title": "Where they stay", "url": HERE, "status": tag("In progress", "info"), "hint": "4 of 9 answered"},
        {"title": "Health and safety", "url": HERE, "status": tag("Not started")},
        {"title": "Check answers", "url": "", "status": tag("Cannot start yet"), "hint": "Complete the parts above"},
    ]
    buttons = [
        {"label": "Accept", "url": HERE, "post": True, "icon": "check"},
        {"label": "Decline", "url": HERE, "look": "outline"},
        {"label": "Ask a question", "url": HERE, "look": "unstyled"},
    ]
    return [
        Example("breadcrumb", "Breadcrumb", [("Two levels", {"items": [{"label": n, "url": u} for n, u in crumbs]})]),
        Example(
            "tabs",
            "Tabs",
            [
                (
                    "With counts",
                    {
                        "label": "Referrals",
                        "items": [{"label": n, "url": HERE, "count": c, "current": now} for n, c, now in tabs],
                    },
                )
            ],
        ),
        Example("button_group", "Button group", [("Act, link, quiet", {"buttons": buttons})]),
        Example("task_list", "Task list", [("All states", {"label": "Parts of the assessment", "tasks": tasks})]),
        Example(
            "step_indicator",
            "Step indicator",
            [("Second of four", {"steps": ["Search", "Client", "Release", "Enroll"], "current": 2})],
        ),
        Example(
            "pagination",
            "Pagination",
            [
                ("Middle", {"page": Page([], next="later", previous="earlier")}),
                ("First page", {"page": Page([], next="later", previous=""), "label": "Pages of the first page"}),
            ],
        ),
    ]


def figures() -> list[Example]:
    columns = [{"label": "Client"}, {"label": "Stage"}, {"label": "Last contact"}, {"label": "Days", "number": True}]
    rows = [
        [
            {"text": "Marisol Ejemplo", "url": HERE, "hint": "Family of 4"},
            {"tag": tag("Document ready", "good")},
            "Feb 27, 2026",
            42,
        ],
        [{"text": "Client C-10977", "hint": "Protected record"}, {"tag": tag("Referred", "info")}, "Feb 11, 2026", 108],
        [{"text": "Sam Sample", "url": HERE}, {"tag": tag("Expires soon", "attention")}, "Jan 30, 2026", 365],
    ]
    active = [{"label": "Families", "clear_url": HERE}, {"label": "Document ready", "clear_url": HERE}]
    filters = {"form": FilterExample({"kind": "F", "ready": "1"}), "action": reverse_lazy("components")}
    finding = "Single adults are more than half of the households on the list."
    return [
        Example(
            "filter_bar",
            "Filter bar",
            [("Two in force", {**filters, "active": active, "clear_url": HERE})],
        ),
        Example("table", "Table", [("Three rows", {"caption": "My clients", "columns": columns, "rows": rows})]),
        Example(
            "bar_plot",
            "Bar plot",
            [("Groups", {"title": "Households by type", "finding": finding, "rows": GROUPS, "unit": "Households"})],
        ),
        Example(
            "strip_plot",
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


def examples() -> list[Example]:
    """Every component, in the order of the gallery."""
    return [*messages(), *records(), *states(), *ways(), *figures()]
