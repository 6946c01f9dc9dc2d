"""Each component of ``templates/components/`` with the states it can be in."""

from cas_portal.ui.gallery.example import Example
from cas_portal.ui.gallery.messages import MESSAGES, STATES
from cas_portal.ui.gallery.records import RECORDS
from cas_portal.ui.gallery.ways import FIGURES, WAYS


def examples() -> list[Example]:
    """Every component, in the order of the gallery."""
    return [*MESSAGES, *RECORDS, *STATES, *WAYS, *FIGURES]
