"""Assessments over the API: drafts, answers, submit; living situations; CE events."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import policies, services
from assessments.api import serializers
from assessments.fhir.questionnaire import questionnaire
from assessments.fhir.response import response
from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from assessments.services.drafts import draft_for
from assessments.versions import INSTRUMENTS, current_definition
from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.audit import record
from cas_portal.outbox.api import ONCE, once_by_header
from clients.api.base import ClientView
from clients.services.records import may_act

ASSESSED = Access(permissions=(Permission.SUBMIT_HCT,))
READ = Access(permissions=(Permission.VIEW_RELEASED_CLIENT, Permission.SUBMIT_HCT))
MOST = 50


class Drafts(ClientView):
    """Drafts of the HCT of a client."""

    access = ASSESSED

    @extend_schema(request=None, responses={201: serializers.DraftOut})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Start a draft, or go on with the open one of the actor's agency."""
        draft = services.start_draft(by=self.actor, client=self.client(public_id, "draft"))
        return Response(serializers.draft_out(draft, self.actor), status=201)


class OneDraft(PortalAPIView):
    """One draft."""

    access = ASSESSED

    @extend_schema(responses=serializers.DraftOut)
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Return the draft with its answers and what is still to answer."""
        draft = draft_for(by=self.actor, draft_id=draft_id)
        record.log_read([draft.client_id], purpose="api:draft")
        return Response(serializers.draft_out(draft, self.actor))


class DraftAnswers(PortalAPIView):
    """Answers of a draft."""

    access = ASSESSED

    @extend_schema(request=serializers.AnswersIn, responses=serializers.SavedOut)
    def patch(self, request: Request, draft_id: UUID) -> Response:
        """Save each answer that is accepted; the others come back with what is wrong, or as clashes."""
        draft_for(by=self.actor, draft_id=draft_id)
        data = self.given(serializers.AnswersIn)
        saved = services.save_answers(
            by=self.actor, draft_id=draft_id, answers=data["answers"], seen=data.get("seen"), writer="api"
        )
        now = serializers.draft_out(saved.draft, self.actor)
        return Response(
            {
                "revision": saved.draft.revision,
                "changed": sorted(saved.changed),
                "problems": saved.problems,
                "clashes": sorted(saved.clashes),
                "to_answer": now["to_answer"],
            }
        )


class DraftSubmit(PortalAPIView):
    """Sending a draft."""

    access = ASSESSED

    @extend_schema(request=serializers.SubmitIn, responses={201: serializers.AssessmentOut})
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Submit the draft with everything that follows from it; a second time returns the same assessment."""
        draft_for(by=self.actor, draft_id=draft_id)
        made = services.submit_assessment(by=self.actor, draft_id=draft_id, **self.given(serializers.SubmitIn))
        return Response(_shown(made, self), status=201)


class Assessments(ClientView):
    """Submitted assessments of a client."""

    access = READ

    @extend_schema(responses=serializers.AssessmentOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the newest assessments of the client."""
        client = self.client(public_id, "assessments")
        rows = Assessment.objects.visible_to(self.actor).filter(client=client).select_related("client").newest_first()
        return Response([_shown(row, self) for row in rows[:MOST]])


class OneAssessment(PortalAPIView):
    """One submitted assessment."""

    access = READ

    @extend_schema(responses=serializers.AssessmentOut)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        """Return the assessment."""
        rows = Assessment.objects.visible_to(self.actor).select_related("client")
        made = rows.filter(public_id=assessment_id).first()
        if made is None:
            raise Missing
        record.log_read([made.client_id], purpose="api:assessment")
        return Response(_shown(made, self))


class AssessmentFhir(PortalAPIView):
    """One submitted assessment as FHIR R4."""

    access = Access(permissions=(Permission.VIEW_SCORE,))

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, assessment_id: UUID) -> Response:
        """Return the QuestionnaireResponse, for those who may read the answers."""
        rows = Assessment.objects.visible_to(self.actor).select_related("client")
        made = rows.filter(public_id=assessment_id).first()
        if made is None or not made.instrument_version:
            raise Missing
        require(policies.can_view_answers(self.actor, made))
        record.log_act("exported", client_ids=[made.client_id], purpose="api:assessment_fhir")
        return Response(response(made, self.actor))


class InstrumentFhir(PortalAPIView):
    """The version of an instrument in use as FHIR R4."""

    access = Access(permissions=(Permission.VIEW_SCORE,))

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, instrument: str) -> Response:
        """Return the Questionnaire that new records are made with."""
        code = instrument.upper()
        if code not in INSTRUMENTS:
            raise Missing
        return Response(questionnaire(current_definition(code, self.actor.continuum_id)))


def _shown(assessment: Assessment, view: PortalAPIView) -> dict:
    may_see = policies.can_view_score(view.actor, assessment)
    return serializers.assessment_out(assessment, with_score=may_see)


class LivingSituations(ClientView):
    """Current Living Situations of a client."""

    access = Access(permissions=(Permission.ADD_LIVING_SITUATION,))

    @extend_schema(responses=serializers.LivingSituationOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the newest living situations."""
        client = self.client(public_id, "living_situations")
        rows = CurrentLivingSituation.objects.visible_to(self.actor).filter(client=client, voided_at=None)
        newest = rows.order_by("-information_date", "-pk")[:MOST]
        return Response([serializers.living_situation_out(row) for row in newest])

    @extend_schema(
        request=serializers.LivingSituationIn, responses={201: serializers.LivingSituationOut}, parameters=[ONCE]
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Record where the person stays."""
        client = self.client(public_id, "living_situations")
        answers = self.given(serializers.LivingSituationIn)["answers"]
        require(may_act(self.actor, client, Permission.ADD_LIVING_SITUATION))

        def act() -> str:
            return str(services.record_living_situation(by=self.actor, client=client, answers=answers).public_id)

        made = once_by_header(request, self.actor, act)
        row = CurrentLivingSituation.objects.visible_to(self.actor).get(public_id=made)
        return Response(serializers.living_situation_out(row), status=201)


class Events(ClientView):
    """CE events of a client."""

    access = Access(permissions=(Permission.LOG_CE_EVENT,))

    @extend_schema(responses=serializers.EventOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the newest events."""
        client = self.client(public_id, "events")
        rows = CEEvent.objects.visible_to(self.actor).filter(client=client, voided_at=None)
        return Response([serializers.event_out(row) for row in rows.order_by("-event_date", "-pk")[:MOST]])

    @extend_schema(request=serializers.EventIn, responses={201: serializers.EventOut}, parameters=[ONCE])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Log an event of the actor's own list."""
        client = self.client(public_id, "events")
        data = self.given(serializers.EventIn)

        def act() -> str:
            return str(services.log_ce_event(by=self.actor, client=client, **data).public_id)

        row = CEEvent.objects.visible_to(self.actor).get(public_id=once_by_header(request, self.actor, act))
        return Response(serializers.event_out(row), status=201)
