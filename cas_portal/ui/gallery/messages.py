"""Components that tell something, and those that show a state."""

from datetime import UTC, date, datetime

from cas_portal.ui.gallery.example import DAY, HERE, Example, tag
from cas_portal.ui.pagination import BoundedCount

ERRORS = [
    {"message": "Enter the date you last saw the client", "target": "main"},
    {"message": "Choose where the person stayed last night", "target": "main"},
]
SAVED_AT = datetime(2026, 3, 2, 18, 42, tzinfo=UTC)
MESSAGES: list[Example] = [
    Example(
        "components/alert.html",
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
    Example(
        "components/error_summary.html",
        "Error summary",
        [("Two problems", {"errors": ERRORS}), ("None", {"errors": []})],
    ),
    Example(
        "components/conflict.html",
        "Somebody saved first",
        [
            (
                "Both versions",
                {
                    "conflict": {
                        "who": "Sol Sample",
                        "at": SAVED_AT,
                        "differences": [
                            {"label": "Best time to call", "yours": "Before 9 AM", "theirs": "After 5 PM"},
                            {"label": "Zone", "yours": "North", "theirs": "Central"},
                        ],
                    }
                },
            ),
            ("Nobody to name", {"conflict": {"text": "This record changed after you opened it."}}),
        ],
    ),
    Example(
        "components/summary_box.html",
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
        "components/empty_state.html",
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
        "components/refresh_bar.html",
        "Refresh bar",
        [("Six changes", {"count": 6, "url": HERE}), ("One change", {"count": 1, "url": HERE})],
    ),
    Example(
        "components/save_status.html",
        "Save status",
        [
            ("Nothing sent yet", {}),
            ("Saving", {"state": "saving"}),
            ("Saved", {"state": "saved", "time": "10:42 AM"}),
            ("Two answers to choose from", {"state": "clash"}),
            ("Failed", {"state": "failed"}),
        ],
    ),
    Example(
        "components/prefill_mark.html",
        "Prefill mark",
        [("Carried over", {"who": "Ana Ejemplo, Example Outreach", "on": date(2026, 1, 14)})],
    ),
]


STATES: list[Example] = [
    Example(
        "components/status_tag.html",
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
        "components/clock_badge.html",
        "Clock badge",
        [
            ("Calm", {"due": date(2026, 3, 14), "words": "12 days left", "state": "calm", "label": "Move-in"}),
            ("Soon", {"due": DAY, "words": "due today", "state": "soon", "label": "Answer"}),
            ("Overdue", {"due": date(2026, 2, 28), "words": "2 days overdue", "state": "overdue"}),
        ],
    ),
    Example(
        "components/meter.html",
        "Meter",
        [
            ("Some", {"label": "Documents", "done": 2, "total": 6}),
            ("Ready", {"label": "Documents", "done": 6, "total": 6, "words": "PSH ready", "tone": "good"}),
            ("Behind", {"label": "Plan steps", "done": 1, "total": 5, "tone": "attention"}),
        ],
    ),
    Example(
        "components/list_age.html",
        "List age",
        [
            ("Up to date", {"count": BoundedCount(1000, more=True), "noun": "households"}),
            ("Behind", {"count": 214, "noun": "households", "waiting": 3, "oldest": "40 s"}),
        ],
    ),
]
