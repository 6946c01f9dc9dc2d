"""Openings of the demo, and how far each household that was offered one has come: every move through its service."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.models import Assessment
from cas_portal.time import clock
from clients.models import Client
from referrals.models import Opening, Referral
from referrals.services import housing, interest, openings, program, selection, sending
from referrals.snapshot import CandidateSnapshot
from reports.demo.acts import Acts
from reports.demo.community import PROGRAMS, DemoProgram
from reports.demo.people import Stage
from reports.demo.rows import Written

RENTAL_WITH_SUBSIDY = 435
SUBSIDY = {"psh": 439, "rrh": 431, "other_ph": 440}
STAFF_OF = {"oak": "housing", "keys": "housing2", "bridge": "housing3", "garden": "housing4"}
HOUSING = {demo.key: demo for demo in PROGRAMS if demo.housing_kind}
# Days before loading on which the moves of a recent and of a finished offer were made.
RECENT, LONG_AGO = 18, 60
PARK_DAYS = 40
FREE_UNITS = (("psh", 12), ("psh_family", 6), ("rrh", 4), ("rrh", 2), ("th", 9), ("oph", 7), ("rrh_veteran", 3))
MOVES = ("notify", "interested", "refer", "acknowledge", "accept", "enroll", "move_in")
STOPS = ("select", "notify", "interested", "refer", "acknowledge", "accept", "decline")


@dataclass(frozen=True, slots=True)
class DemoMove:
    """One move: which service, whose work it is, what is said, and which move it answers."""

    verb: Callable[..., object]
    who: str
    says: Callable[[date, DemoProgram], dict[str, object]] = lambda today, demo: {}
    after: str = ""


VERBS = {
    "notify": DemoMove(selection.notify_provider, "ssf"),
    "interested": DemoMove(interest.client_interested, "worker", lambda today, demo: {"contact_on": today}),
    "client_declines": DemoMove(
        interest.client_declines, "worker", lambda today, demo: {"reason": "another_area", "contact_on": today}
    ),
    "refer": DemoMove(sending.refer, "ssf"),
    "acknowledge": DemoMove(program.acknowledge, "housing"),
    "accept": DemoMove(program.accept, "housing"),
    "decline": DemoMove(program.decline, "housing", lambda today, demo: {"reason": "not_eligible_housing"}),
    "confirm_decline": DemoMove(sending.confirm_decline, "ssf", after="decline"),
    "park": DemoMove(
        program.park,
        "housing",
        lambda today, demo: {"reason": "treatment", "until": today + timedelta(days=PARK_DAYS)},
    ),
    "enroll": DemoMove(housing.enroll, "housing", lambda today, demo: {"starts_on": today}),
    "move_in": DemoMove(
        housing.move_in,
        "housing",
        lambda today, demo: {
            "moved_in_on": today,
            "destination": RENTAL_WITH_SUBSIDY,
            "subsidy": SUBSIDY[demo.housing_kind],
        },
    ),
}


class Offers:
    """Reports openings and carries referrals along, each act by whoever's work it is."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts
        self.units = 0

    def report_free_units(self) -> None:
        """Report units nobody was offered yet; SSF looks for households for half of them."""
        for number, (key, days_ago) in enumerate(FREE_UNITS):
            opening = self._report(HOUSING[key], days_ago)
            if number % 2:
                with self.acts.acting("ssf", days_ago - 1) as by:
                    openings.start_sourcing(by=by, opening_id=opening.public_id)

    def carry_out(self, households: Iterable[Written]) -> None:
        """Offer each household on its way an opening, and bring it to the place it stands at."""
        counted: dict[Stage, int] = {}
        for one in households:
            number = counted[one.demo.stage] = counted.get(one.demo.stage, -1) + 1
            if one.demo.stage is Stage.REFERRED:
                self._walk(one, STOPS[number % len(STOPS)], RECENT)
            elif one.demo.stage is Stage.PARKED:
                self._walk(one, "park", RECENT)
            elif one.demo.stage is Stage.DECLINED:
                self._walk(one, "confirm_decline" if number % 2 else "client_declines", RECENT)
            elif one.demo.stage is Stage.HOUSED:
                self._walk(one, "enroll" if number % 4 == 3 else "move_in", LONG_AGO)

    def _walk(self, one: Written, last: str, begun: int) -> None:
        """Go through the moves until the last one, a few days between them."""
        demo = self._suitable(one)
        referral = self._select(one, demo, begun)
        detour = {"park": "acknowledge", "decline": "acknowledge", "confirm_decline": "acknowledge"}
        end = detour.get(last, {"select": "", "client_declines": "notify"}.get(last, last))
        day = begun
        for move in MOVES[: MOVES.index(end) + 1] if end else ():
            day -= 2
            self._move(move, referral, one, demo, day)
        if last in {"decline", "confirm_decline", "park", "client_declines"}:
            self._move(last, referral, one, demo, day - 2)

    def _move(self, name: str, referral: Referral, one: Written, demo: DemoProgram, day: int) -> None:
        move = VERBS[name]
        if move.after:
            self._move(move.after, referral, one, demo, day)
            day -= 1
        login = {"worker": one.demo.worker, "housing": STAFF_OF[demo.agency]}.get(move.who, move.who)
        with self.acts.acting(login, day) as by:
            move.verb(by=by, referral_id=referral.public_id, **move.says(clock.today(), demo))

    def _suitable(self, one: Written) -> DemoProgram:
        """Return a permanent program the household fits."""
        family = any(member.relationship == 2 for member in one.demo.members)
        keys = ("psh_family", "rrh", "oph") if family else ("psh", "rrh", "oph")
        return HOUSING[keys[one.demo.number % len(keys)]]

    def _report(self, demo: DemoProgram, days_ago: int) -> Opening:
        self.units += 1
        with self.acts.acting(STAFF_OF[demo.agency], days_ago) as by:
            return openings.report_opening(
                by=by,
                program_id=self.acts.community.program(demo.key).public_id,
                unit_label=f"Unit {100 + self.units}",
                available_on=clock.today(),
            )

    def _select(self, one: Written, demo: DemoProgram, days_ago: int) -> Referral:
        opening = self._report(demo, days_ago + 1)
        with self.acts.acting("ssf", days_ago) as by:
            client = Client.objects.visible_to(by).get(pk=one.head.pk)
            hct = Assessment.objects.visible_to(by).filter(client=client).newest_first().get()
            snapshot = CandidateSnapshot(
                client_id=client.pk,
                score=hct.score,
                tier="PSH_READY",
                evh=hct.evh,
                household_type=hct.household_type,
                household_size=hct.household_size,
            )
            return selection.open_candidate(by=by, opening_id=opening.public_id, snapshot=snapshot)
