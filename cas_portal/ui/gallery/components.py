"""Each component of ``templates/components/`` with the states it can be in."""

from cas_portal.ui.gallery import messages, records, ways
from cas_portal.ui.gallery.example import Example


def examples() -> list[Example]:
    """Every component, in the order of the gallery."""
    return [*messages.messages(), *records.records(), *messages.states(), *ways.ways(), *ways.figures()]
