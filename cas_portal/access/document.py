"""The table of rights as a page for people, made from the table the code reads."""

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import CERTIFIED_ROLES, MATRIX, NEED_CERTIFICATE, Reach, Role

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
_LIMITED = """
Limited: 2-1-1 specialists edit the inventory of shelters only; agency managers request changes of users; SSF admins
manage certificates only; auditors read grievances.
"""


def render() -> str:
    """Return the whole page as Markdown."""
    columns = list(Role)
    lines = [_HEAD, "| Right | " + " | ".join(str(role.label) for role in columns) + " |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    for permission in Permission:
        cells = [_WORDS[MATRIX[permission][role]] for role in columns]
        lines.append(f"| {permission.label} | " + " | ".join(cells) + " |")
    needs = ", ".join(f"“{permission.label}”" for permission in Permission if permission in NEED_CERTIFICATE)
    holders = ", ".join(str(role.label) for role in Role if role in CERTIFIED_ROLES)
    lines += [_LIMITED, f"A lapsed assessor certificate turns off {needs} for: {holders}."]
    return "\n".join(lines) + "\n"
