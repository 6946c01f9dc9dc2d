"""A sheet as PDF: Letter, tagged for screen readers (PDF/UA-1), made here, without network or system fonts."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cas_portal.ui.templatetags.ui import day
from clients import fonts
from clients.summary import Sheet

TEMPLATE = Path(__file__).parent / "sheets" / "summary.typ"


def render(sheet: Sheet, *, at: datetime) -> bytes:
    """Return the sheet as PDF. `at` is written into it as the moment of making; nothing in it names the client.

    A name in letters that the built-in fonts lack is set with the machine's fonts, and the file then only tagged: the
    standard allows no letter without a shape, and a person's name is never refused.
    """
    values = {"sheet": json.dumps(_values(sheet))}
    try:
        return _compiled(values, at, pdf_standards="ua-1", ignore_system_fonts=True)
    except typst.TypstError:
        return _compiled(values, at)


def _compiled(values: dict[str, str], at: datetime, **options: Any) -> bytes:
    moment = at.replace(microsecond=0)
    options["font_paths"] = fonts.folders()
    made: bytes = typst.compile(_template(), format="pdf", timestamp=moment, sys_inputs=values, **options)
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _values(sheet: Sheet) -> dict[str, object]:
    meta = ", ".join(filter(None, (sheet.agency, day(sheet.on))))
    return {
        "product": _("CAS Portal"),
        "title": sheet.title,
        "name": sheet.name,
        "meta": f"{meta}, " + _("reference %(code)s") % {"code": sheet.reference},
        "lang": (get_language() or "en")[:2],
        "sections": [
            {
                "title": str(section.title),
                "facts": [[str(label), str(value)] for label, value in section.facts],
                "lines": [str(line) for line in section.lines],
            }
            for section in sheet.sections
        ],
    }
