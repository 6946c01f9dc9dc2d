"""The verbs of a referral as the API offers them: what each asks for, and the service that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from rest_framework.serializers import Serializer

from cas_portal.access.permissions import Permission
from referrals import services
from referrals.api import serializers
from referrals.models import Referral
from referrals.moves import Verb

SSF, PROVIDER, HOUSING = Permission.SELECT_CANDIDATE, Permission.ANSWER_INTEREST, Permission.ANSWER_REFERRAL


@dataclass(frozen=True, slots=True)
class ApiVerb:
    """One verb: its service, its input, and whose right lets somebody in."""

    verb: Verb
    service: Callable[..., Referral]
    asks: type[Serializer]
    rights: tuple[Permission, ...]

    @property
    def slug(self) -> str:
        """How the address spells the verb."""
        return self.verb.value.replace("_", "-")


VERBS = (
    ApiVerb(Verb.NOTIFY, services.notify_provider, serializers.Nothing, (SSF,)),
    ApiVerb(Verb.DROP, services.drop, serializers.ReasonIn, (SSF,)),
    ApiVerb(Verb.INTERESTED, services.client_interested, serializers.InterestedIn, (PROVIDER,)),
    ApiVerb(Verb.CLIENT_DECLINES, services.client_declines, serializers.ClientDeclinesIn, (PROVIDER, HOUSING)),
    ApiVerb(Verb.CANNOT_REACH, services.cannot_reach, serializers.NoteIn, (PROVIDER,)),
    ApiVerb(Verb.REFER, services.refer, serializers.Nothing, (SSF,)),
    ApiVerb(Verb.ACKNOWLEDGE, services.acknowledge, serializers.Nothing, (HOUSING,)),
    ApiVerb(Verb.ACCEPT, services.accept, serializers.Nothing, (HOUSING,)),
    ApiVerb(Verb.DECLINE, services.decline, serializers.ReasonIn, (HOUSING,)),
    ApiVerb(Verb.CONFIRM_DECLINE, services.confirm_decline, serializers.NoteIn, (Permission.CONFIRM_DECLINE,)),
    ApiVerb(Verb.OVERRIDE_DECLINE, services.override_decline, serializers.WhyIn, (Permission.CONFIRM_DECLINE,)),
    ApiVerb(Verb.NO_SHOW, services.no_show, serializers.NoShowIn, (HOUSING,)),
    ApiVerb(Verb.PARK, services.park, serializers.ParkIn, (HOUSING,)),
    ApiVerb(Verb.ENGAGING, services.engaging, serializers.EngagingIn, (HOUSING,)),
    ApiVerb(Verb.NOT_ENGAGING, services.not_engaging, serializers.NotEngagingIn, (HOUSING,)),
    ApiVerb(Verb.CANCEL_STALLED, services.cancel_stalled, serializers.NoteIn, (SSF,)),
    ApiVerb(Verb.ENROLL, services.enroll, serializers.StartIn, (HOUSING,)),
    ApiVerb(Verb.MOVE_IN, services.move_in, serializers.MoveInIn, (HOUSING,)),
)
