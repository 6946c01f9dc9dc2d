"""Components that show people and what is on record about them."""

from datetime import date
from typing import Any

from cas_portal.ui.gallery.example import DAY, HERE, MORNING, Example, tag
from cas_portal.ui.panels import Panel


def person_states() -> list[tuple[str, dict[str, Any]]]:
    """An open row and a masked one."""
    tags = [tag("On the list", "good"), tag("Release ends soon", "attention")]
    facts = [("Born", "Apr 12, 1984"), ("Client", "C-10234"), ("Worker", "Lee Sample")]
    masked = {"name": "Client C-10977", "masked": True, "agency": "Harbor Example", "phone": "5595550142"}
    return [("Open", {"name": "Marisol Ejemplo", "url": HERE, "facts": facts, "tags": tags}), ("Masked", masked)]


FACTS = [("Household", "Family of 4"), ("Main language", "Spanish"), ("Phone", "")]
DETAILED = [
    {"label": "Preferred name", "value": "Sol", "change_url": HERE},
    {"label": "Interpreter", "value": "Spanish", "hint": "Ask before every call", "change_url": HERE},
    {"label": "Safe to leave a message", "value": "", "change_url": HERE},
]
LINKS = [{"label": "Open the plan", "url": HERE}, {"label": "Print next steps", "url": HERE}]
RECORDS: list[Example] = [
    Example(
        "components/card.html",
        "Card",
        [
            ("Text and links", {"title": "Housing plan", "text": "Two of five steps are done.", "links": LINKS}),
            ("Facts", {"title": "Household", "facts": FACTS}),
            (
                "Key",
                {"title": "What is next", "text": "Renew the release by Mar 9.", "look": "key", "links": LINKS},
            ),
            ("Calm", {"title": "About this list", "text": "It is made new every few seconds.", "look": "calm"}),
        ],
    ),
    Example(
        "components/panel.html",
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
        "components/description_list.html",
        "Description list",
        [("Pairs", {"items": FACTS}), ("To change", {"items": DETAILED})],
    ),
    Example("components/person_card.html", "Person card", person_states()),
    Example(
        "components/timeline.html",
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
        "components/receipt.html",
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
        "components/print_title.html",
        "Print title block",
        [
            (
                "On paper only",
                {"title": "Next steps", "agency": "Example Outreach", "on": DAY, "reference": "C-10234"},
            )
        ],
    ),
]
