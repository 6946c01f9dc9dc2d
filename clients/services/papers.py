"""What proves a release: a signature drawn on the screen, or a photo or scan of the signed paper. Sealed at once.

Files are not scanned for viruses: they are never opened by the portal, are handed out as downloads only, with the type
that was read from their first bytes, and to people who may see the client.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from clients.models import Release, ReleasePaper
from clients.sealing import seal_bytes, unseal_bytes

LARGEST = 5 * 1024 * 1024
WIDTH, HEIGHT = 600, 200
FEWEST_POINTS, MOST_POINTS, LONGEST_DRAWING = 8, 6000, 90_000
# The first bytes of the kinds of file that are taken.
BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
DRAWING = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that proves a release, checked and ready to be sealed."""

    kind: ReleasePaper.Kind
    media_type: str
    content: bytes


def paper_from(content: bytes) -> Paper:
    """Return a file as a paper. Raises Invalid unless it begins as a PDF, JPEG or PNG and has at most 5 MB.

    What the browser says about name and type is not asked.
    """
    if len(content) > LARGEST:
        raise Invalid(_("The file is larger than 5 MB."), _("Take the photo again with less detail, or scan it."))
    media_type = next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), None)
    if media_type is None:
        raise Invalid(_("This is not a PDF, JPEG or PNG file."), _("Attach a photo or a PDF of the signed paper."))
    return Paper(ReleasePaper.Kind.PAPER, media_type, content)


def drawing_from(strokes: str) -> Paper | None:
    """Return a drawn signature as the path of a drawing; None when nothing was drawn.

    `strokes` is a JSON list of strokes, each a list of [x, y] in a field of 600 by 200. Only numbers are taken over, so
    that nothing but lines can come out again. Raises Invalid for anything else, and for a mere dot.
    """
    if not strokes.strip():
        return None
    try:
        points = [[_point(pair) for pair in stroke] for stroke in json.loads(strokes[:LONGEST_DRAWING])]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(_("The drawn signature did not arrive whole."), _("Ask the client to sign again.")) from error
    count = sum(len(stroke) for stroke in points)
    if not count:
        return None
    if not FEWEST_POINTS <= count <= MOST_POINTS:
        raise Invalid(_("This is no signature yet."), _("Ask the client to sign again, or to type their name."))
    path = " ".join("M" + " L".join(f"{x} {y}" for x, y in stroke) for stroke in points if stroke)
    return Paper(ReleasePaper.Kind.SIGNATURE, DRAWING, path.encode())


def _point(pair: Any) -> tuple[int, int]:
    x, y = pair
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        raise TypeError(pair)
    return min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT)


def keep_paper(*, by: Actor, release: Release, paper: Paper) -> ReleasePaper:
    """Seal and store what proves a release, bound to it."""
    return ReleasePaper.objects.create(
        release=release,
        client_id=release.client_id,
        continuum_id=release.continuum_id,
        agency_id=release.agency_id,
        kind=paper.kind,
        media_type=paper.media_type,
        size=len(paper.content),
        sealed=seal_bytes(_place(release), paper.content),
        created_by_id=by.user_id,
    )


def content_of(paper: ReleasePaper) -> bytes:
    """Return what was stored. Raises cryptography's InvalidTag when it was moved from another release or changed."""
    return unseal_bytes(_place(paper.release), bytes(paper.sealed))


def _place(release: Release) -> str:
    # Not the client: a merge hangs the release on the record that is kept.
    return f"clients_releasepaper|{release.public_id}|{release.continuum_id}"
