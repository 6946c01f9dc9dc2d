"""Days as people read them, in the language of the page."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

FORMATS = {"en": "M j, Y", "es": r"j \d\e N \d\e Y"}
SMALL_MONTHS = {"es"}  # written with a small letter; Django's own are not all


def short_day(value: date) -> str:
    """Aug 5, 2025; in Spanish 5 de ago. de 2025; in any other language as Django's short date of it."""
    language = (get_language() or "en").split("-")[0]
    words = date_format(value, FORMATS.get(language, "SHORT_DATE_FORMAT"))
    return words.lower() if language in SMALL_MONTHS else words
