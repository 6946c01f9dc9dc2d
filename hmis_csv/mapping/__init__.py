"""What the files of HUD become here, in the order of their references. A further file is a further entity, not code."""

from collections import defaultdict

from hmis_csv.entities import Entity
from hmis_csv.mapping.assessing import ASSESSING
from hmis_csv.mapping.enrollments import ENROLLMENTS
from hmis_csv.mapping.people import PEOPLE
from hmis_csv.mapping.projects import PROJECTS

ENTITIES: tuple[Entity, ...] = (*PROJECTS, *PEOPLE, *ENROLLMENTS, *ASSESSING)


def needed_columns() -> dict[str, frozenset[str]]:
    """By file: the columns without which no row of it can be taken over."""
    needed: dict[str, frozenset[str]] = defaultdict(frozenset)
    for entity in ENTITIES:
        needed[entity.file] |= entity.needed
    return dict(needed)


def stored_files() -> frozenset[str]:
    """The files whose rows become records here. User.csv and Export.csv are read for their keys."""
    return frozenset({entity.file for entity in ENTITIES} | {"User", "Export"})
