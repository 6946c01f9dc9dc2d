"""The record of a client over the API: contacts, locations, notes, services, history."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.outbox.api import ONCE, once_by_header
from cas_portal.ui.pagination import keyset_page
from clients import history, locations
from clients.api.base import ClientView
from clients.models import ContactMethod, Note, Service
from clients.services import contact_methods, notes, places
from clients.services.contact_methods import Method
from clients.words import without_words

SEEN = Access(permissions=(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT))
PLACED = Access(permissions=(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT, Permission.ADD_LIVING_SITUATION))
BLANK: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


def _one_of(values: list[str]) -> str:
    return f"^({'|'.join(values)})$"


class RecordPageIn(serializers.Serializer):
    """Which page; the first without a cursor."""

    cursor = serializers.CharField(required=False, allow_blank=True, default="", max_length=600)


class RecordMadeOut(serializers.Serializer):
    """The id of what was made."""

    id = serializers.UUIDField()


class ContactMethodIn(serializers.Serializer):
    """A phone, an e-mail, or somebody who passes word on, and what may be left behind."""

    kind = serializers.RegexField(_one_of(ContactMethod.Kind.values))
    value = serializers.CharField(max_length=254, **BLANK)
    person_name = serializers.CharField(max_length=100, **BLANK)
    relationship = serializers.CharField(max_length=60, **BLANK)
    message = serializers.RegexField(_one_of(ContactMethod.Message.values), default=ContactMethod.Message.NONE.value)
    texts = serializers.BooleanField(default=False)
    best_time = serializers.CharField(max_length=60, **BLANK)
    preferred = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A person has a name, everything else a value."""
        needed = "person_name" if attrs["kind"] == ContactMethod.Kind.PERSON else "value"
        if not attrs[needed].strip():
            raise serializers.ValidationError({needed: _("Required for this kind.")})
        return attrs


class ContactMethodOut(ContactMethodIn):
    """A way to reach the client that still works."""

    id = serializers.UUIDField()


class PlaceIn(serializers.Serializer):
    """Where the client is."""

    place = serializers.CharField(max_length=200)
    details = serializers.CharField(max_length=500, **BLANK)
    seen_on = serializers.DateField()


class LocationOut(serializers.Serializer):
    """Where the client is, by the word of one source: tab, cls or crisis."""

    on = serializers.DateField()
    origin = serializers.CharField()
    place = serializers.CharField()
    details = serializers.CharField(allow_blank=True)


class ClientNoteIn(serializers.Serializer):
    """A note; a private one shows to the own agency alone."""

    text = serializers.CharField(max_length=4000)
    happened_on = serializers.DateField()
    private = serializers.BooleanField()


class ClientNoteOut(ClientNoteIn):
    """A note. One that was taken back has no text, but the reason."""

    id = serializers.UUIDField()
    taken_back = serializers.CharField(allow_blank=True)


class ClientNotesOut(serializers.Serializer):
    """One page of notes."""

    notes = ClientNoteOut(many=True)
    next = serializers.CharField(allow_blank=True)


class ServiceIn(serializers.Serializer):
    """What was done for a client."""

    kind = serializers.RegexField(_one_of(Service.Kind.values))
    detail = serializers.CharField(max_length=300, **BLANK)
    given_on = serializers.DateField()


class HappeningOut(serializers.Serializer):
    """One line of the history."""

    on = serializers.DateField()
    origin = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)


class HistoryOut(serializers.Serializer):
    """One page of the history."""

    entries = HappeningOut(many=True)
    next = serializers.CharField(allow_blank=True)


class ContactMethods(ClientView):
    """How to reach a client."""

    access = SEEN

    @extend_schema(responses=ContactMethodOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the ways that still work, the preferred one first."""
        rows = contact_methods.contact_methods(self.actor, self.client(public_id, "contact"))
        names = list(ContactMethodIn().fields.keys())
        return Response(
            [{"id": row.public_id, **{str(name): getattr(row, str(name)) for name in names}} for row in rows]
        )

    @extend_schema(request=ContactMethodIn, responses={201: RecordMadeOut}, parameters=[ONCE])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Write down a way to reach the client; refused for survivor records."""
        client = self.client(public_id, "contact")
        method = Method(**self.given(ContactMethodIn))

        def act() -> str:
            made = contact_methods.add_contact_method(by=self.actor, client_id=client.pk, method=method)
            return str(made.public_id)

        return Response({"id": once_by_header(request, self.actor, act)}, status=201)


class Locations(ClientView):
    """Where a client is."""

    access = PLACED

    @extend_schema(responses=LocationOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return up to 20 words of all sources; the first one counts."""
        found = locations.locations(self.actor, self.client(public_id, "location"))
        return Response(
            [{"on": one.on_day, "origin": one.source, "place": one.place, "details": one.more} for one in found]
        )

    @extend_schema(request=PlaceIn, responses={201: RecordMadeOut}, parameters=[ONCE])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Write down where the client is; refused for survivor records."""
        client = self.client(public_id, "location")
        data = self.given(PlaceIn)

        def act() -> str:
            return str(places.add_place(by=self.actor, client_id=client.pk, **data).public_id)

        return Response({"id": once_by_header(request, self.actor, act)}, status=201)


class Notes(ClientView):
    """Notes about a client."""

    access = SEEN

    @extend_schema(parameters=[RecordPageIn], responses=ClientNotesOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return 50 notes the actor may read, newest first."""
        client = self.client(public_id, "notes")
        rows: QuerySet[Note, Note] = Note.objects.visible_to(self.actor).filter(client=client)
        page = keyset_page(rows, keys=["-happened_on", "-id"], cursor=self.asked(RecordPageIn)["cursor"])
        shown = without_words(self.actor, page, "text", "withdraw_reason")
        return Response({"notes": [_note_out(row) for row in shown], "next": page.next})

    @extend_schema(request=ClientNoteIn, responses={201: RecordMadeOut}, parameters=[ONCE])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Write a note."""
        client = self.client(public_id, "notes")
        data = self.given(ClientNoteIn)

        def act() -> str:
            return str(notes.add_note(by=self.actor, client_id=client.pk, **data).public_id)

        return Response({"id": once_by_header(request, self.actor, act)}, status=201)


class Services(ClientView):
    """Services for a client; they are read in the history."""

    access = Access(permissions=(Permission.EDIT_CLIENT,))

    @extend_schema(request=ServiceIn, responses={201: RecordMadeOut}, parameters=[ONCE])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Write down what was done."""
        client = self.client(public_id, "services")
        data = self.given(ServiceIn)

        def act() -> str:
            return str(notes.record_service(by=self.actor, client_id=client.pk, **data).public_id)

        return Response({"id": once_by_header(request, self.actor, act)}, status=201)


class History(ClientView):
    """What happened with a client, across agencies."""

    access = SEEN

    @extend_schema(parameters=[RecordPageIn], responses=HistoryOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return 50 lines, newest first; none of them tells a score or a rank."""
        client = self.client(public_id, "history")
        page = history.page(self.actor, client, history.Filters(), self.asked(RecordPageIn)["cursor"])
        return Response({"entries": [_entry_out(entry) for entry in page], "next": page.next})


def _note_out(row: Note) -> dict[str, Any]:
    gone = row.withdrawn_at is not None
    return {
        "id": row.public_id,
        "text": "" if gone else row.text,
        "happened_on": row.happened_on,
        "private": row.private,
        "taken_back": row.withdraw_reason if gone else "",
    }


def _entry_out(entry: history.Entry) -> dict[str, Any]:
    title, text = entry.words
    return {"on": entry.on_day, "origin": entry.source, "title": title, "text": text}
