"""The table of rights as a page for people, made from the table the code reads."""

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import CERTIFIED_ROLES, FIELDS, MATRIX, NEED_CERTIFICATE, NOTES, Reach, Role

_HEAD = """# Who may do what

Made from `cas_portal/access/roles.py` by `python -m django access_doc`; a test keeps the two equal.
Change the code, not this page.

A cell says how far the right reaches: **all** clients the role can see, its **own agency**, its **own work**, clients
**referred** to it, **masked** (codes instead of names), **limited** (see below), or no (-). "All" never includes
survivor records: those show to the agency that owns them and to SSF admins with the S-CAS desk right. Which clients
somebody sees at all is decided in `clients/policies.py` and once more by row-level security
(`cas_portal/access/rls.py`).
"""
_WORDS = {
    Reach.ALL: "all",
    Reach.AGENCY: "own agency",
    Reach.OWN: "own work",
    Reach.REFERRED: "referred",
    Reach.MASKED: "masked",
    Reach.LIMITED: "limited",
    Reach.NONE: "-",
}
_FIELDS_HEAD = """
## Parts of a record

What each role sees of a record that is open to them; in code `Field` and `Actor.sees`.
"""
# Rights of pages that are still to come; a test keeps the list true.
WAITING = (
    Permission.EDIT_SUBMITTED_ASSESSMENT,
    Permission.VIEW_SHELTER_SCORES,
    Permission.VIEW_SHELTER_RANK,
    Permission.ANSWER_SHELTER_REFERRAL,
    Permission.REFER_TO_PSAP,
    Permission.BUILD_PUBLIC_REPORT,
)


def render() -> str:
    """Return the whole page as Markdown."""
    needs = ", ".join(f"“{permission.label}”" for permission in Permission if permission in NEED_CERTIFICATE)
    holders = ", ".join(str(role.label) for role in Role if role in CERTIFIED_ROLES)
    waiting = ", ".join(f"“{permission.label}”" for permission in WAITING)
    lines = [
        _HEAD,
        *_table("Right", [(str(right.label), [_cell(right, role) for role in Role]) for right in Permission]),
        "",
        f"A lapsed assessor certificate turns off {needs} for: {holders}.",
        "",
        f"No page asks for these rights yet: {waiting}.",
        "",
        "The first of them stays nobody's: a submitted assessment is corrected by a new one. To open a hidden record",
        "for somebody's safety (break-glass) is nobody's right yet either.",
        "",
        "An agency manager of a victim service provider has, wherever this page says all, what it says for VSP",
        "assessors.",
        _FIELDS_HEAD,
        *_table("Part", [(str(part.label), [_WORDS[row[role]] for role in Role]) for part, row in FIELDS.items()]),
    ]
    return "\n".join(lines) + "\n"


def _table(first: str, rows: list[tuple[str, list[str]]]) -> list[str]:
    head = [f"| {first} | " + " | ".join(str(role.label) for role in Role) + " |", "|---" * (len(Role) + 1) + "|"]
    return head + [f"| {label} | " + " | ".join(cells) + " |" for label, cells in rows]


def _cell(right: Permission, role: Role) -> str:
    note = NOTES.get((right, role))
    return f"{_WORDS[MATRIX[right][role]]}: {note}" if note else _WORDS[MATRIX[right][role]]
