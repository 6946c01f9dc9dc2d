"""The 150 households of the demo community, drawn from a fixed seed: the same people every time."""

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from clients.household import ADULT_AGE

SEED = 503
# With 32 first and 20 last names by number, no two heads of 150 households are called the same.
FIRST = (
    "Alder Basil Clover Dill Elder Fennel Garnet Hazel Indigo Jasper Kestrel Linden Maple Nettle Oakley Pepper "
    "Quill Robin Sage Thistle Umber Violet Wren Yarrow Zinnia Aspen Briar Cricket Dove Ember Finch Heath"
)
LAST = (
    "Sampleberg Testwood Mockford Demoville Pretendson Madeup Fictionby Examplea Placeholm Inventwell "
    "Trialmore Draftley Mockingham Samplefield Testerton Fabriq Notreale Imagineau Storywick Fableston"
)
AREAS = ("central", "south", "north", "florin", "east")
CORNERS = (
    "5th St and Sample Ave",
    "Mock Blvd underpass",
    "Testing Park, north gate",
    "Demo Ln and 12th",
    "Example Bridge",
)


class Stage(StrEnum):
    """Where a household is on its way."""

    ENROLLED = "enrolled"
    DRAFTING = "drafting"
    FRESH = "fresh"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    EVH = "evh"
    PH_READY = "ph_ready"
    PSH_READY = "psh_ready"
    INACTIVE = "inactive"
    UNRELEASED = "unreleased"
    SURVIVOR = "survivor"
    REFERRED = "referred"
    PARKED = "parked"
    DECLINED = "declined"
    HOUSED = "housed"


COUNTS = {
    Stage.ENROLLED: 4,
    Stage.DRAFTING: 4,
    Stage.FRESH: 26,
    Stage.EXPIRING: 12,
    Stage.EXPIRED: 10,
    Stage.EVH: 16,
    Stage.PH_READY: 13,
    Stage.PSH_READY: 14,
    Stage.INACTIVE: 5,
    Stage.UNRELEASED: 5,
    Stage.SURVIVOR: 8,
    Stage.REFERRED: 14,
    Stage.PARKED: 4,
    Stage.DECLINED: 6,
    Stage.HOUSED: 9,
}
ASSESSED = frozenset(Stage) - {Stage.ENROLLED, Stage.DRAFTING}
WITH_PAPERS = frozenset({Stage.PH_READY, Stage.PSH_READY, Stage.REFERRED, Stage.PARKED, Stage.DECLINED, Stage.HOUSED})
ON_THE_WAY = (Stage.REFERRED, Stage.PARKED, Stage.DECLINED, Stage.HOUSED)
ASSESSORS = ("assessor", "assessor2", "assessor3", "assessor4")


@dataclass(frozen=True, slots=True)
class DemoMember:
    """One person: HUD relationship (1 head, 2 child, 3 partner, 4 other relative), age, first name, HUD sex."""

    relationship: int
    age: int
    first_name: str
    sex: int


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """One household: who, at which stage, looked after by whom, and when it came."""

    number: int
    stage: Stage
    worker: str
    last_name: str
    members: tuple[DemoMember, ...]
    races: frozenset[str]
    veteran: bool
    enrolled_days_ago: int
    assessed_days_ago: int | None
    contact_days_ago: int
    answers: dict[str, object] = field(default_factory=dict)

    @property
    def head(self) -> DemoMember:
        """The head of household."""
        return self.members[0]

    @property
    def is_survivor(self) -> bool:
        """Whether it is kept by a code alone."""
        return self.stage is Stage.SURVIVOR


def households() -> list[DemoHousehold]:
    """Return all households, in an order that mixes the stages."""
    draw = Random(SEED)  # noqa: S311 - the same people every time
    stages = [stage for stage, count in COUNTS.items() for _each in range(count)]
    draw.shuffle(stages)
    return [_household(draw, number, stage) for number, stage in enumerate(stages, start=1)]


def _household(draw: Random, number: int, stage: Stage) -> DemoHousehold:
    assessed = _assessed_days_ago(draw, stage)
    enrolled = (assessed or 0) + draw.randint(1, 60)
    worker = "survivor" if stage is Stage.SURVIVOR else ASSESSORS[number % len(ASSESSORS)]
    veteran = stage is not Stage.SURVIVOR and draw.random() < 0.15
    members = _members(draw, number, stage)
    return DemoHousehold(
        number=number,
        stage=stage,
        worker=worker,
        last_name=LAST.split()[number % len(LAST.split())],
        members=members,
        races=frozenset({draw.choice(("white", "black_af_american", "hispanic_latinao", "asian", "am_ind_ak_native"))}),
        veteran=veteran and members[0].age > 20,
        enrolled_days_ago=min(enrolled, 1000),
        assessed_days_ago=assessed,
        contact_days_ago=_contact_days_ago(draw, stage, assessed),
        answers=_answers(draw, stage, members, veteran=veteran),
    )


def _assessed_days_ago(draw: Random, stage: Stage) -> int | None:
    """An HCT is valid 15 months (about 457 days), with a warning 30 days before."""
    if stage not in ASSESSED:
        return None
    spans = {
        Stage.EXPIRING: (432, 450),
        Stage.EXPIRED: (462, 560),
        Stage.INACTIVE: (120, 300),
        Stage.HOUSED: (120, 300),
    }
    return draw.randint(*spans.get(stage, (25, 240)))


def _contact_days_ago(draw: Random, stage: Stage, assessed: int | None) -> int:
    if stage is Stage.INACTIVE:
        return assessed or 0
    return draw.randint(1, min(60, assessed or 2))


def _members(draw: Random, number: int, stage: Stage) -> tuple[DemoMember, ...]:
    kind = draw.choices(("single", "youth", "couple", "group", "family"), (48, 14, 8, 4, 26))[0]
    first = FIRST.split()
    names = [first[(number + place * 5) % len(first)] for place in range(6)]
    adult = draw.randint(26, 68)
    shapes = {
        "single": ((1, adult),),
        "youth": ((1, draw.randint(18, 24)),),
        "couple": ((1, adult), (3, draw.randint(25, 66))),
        "group": ((1, adult), (4, draw.randint(30, 66))),
        "family": (
            (1, draw.randint(19, 48)),
            *(((3, draw.randint(22, 50)),) if draw.random() < 0.35 else ()),
            *((2, draw.randint(0, 15)) for _child in range(draw.randint(1, 3))),
        ),
    }
    shape = shapes["single" if stage is Stage.SURVIVOR and kind in {"couple", "group"} else kind]
    return tuple(
        DemoMember(relationship, age, name, draw.choice((0, 1)))
        for (relationship, age), name in zip(shape, names, strict=False)
    )


def _answers(draw: Random, stage: Stage, members: tuple[DemoMember, ...], *, veteran: bool) -> dict[str, object]:
    """What the HCT was answered; `since_days` (homeless since) is turned into a date when it is filled in.

    The weights are in the instrument: EVH households say yes to most factors, families also that they are fleeing.
    """
    severe = stage is Stage.EVH or (stage in ON_THE_WAY and draw.random() < 0.4)
    likely = 1.0 if severe else 0.25
    factors = {link: int(draw.random() < likely) for link in ("VB07", "VB10", "VB11")}
    outdoors = severe or draw.random() < 0.35
    staying = {"VB12": 116, "VB13": "tent" if severe else "vehicle"} if outdoors else {"VB12": 101}
    fleeing = severe and any(member.age < ADULT_AGE for member in members)
    return {
        **factors,
        **staying,
        "VB01": int(fleeing),
        **({"VB03": 1} if fleeing else {}),
        "since_days": draw.randint(400, 1500) if severe else draw.randint(40, 1200),
        "HC30": int(veteran),
        "HC02": ["psh", "rrh", "th", "other_ph"],
        "HC03": draw.sample(AREAS, 2),
    }
