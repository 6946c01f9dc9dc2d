"""An export: asked for once, made by the worker with the rights of that moment, kept in S3, taken away for a minute."""

import io
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
import requests
from django.core.files.storage import default_storage
from django.db import connection

from cas_portal.access.errors import Conflict, Forbidden, Missing
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.outbox import services as outbox
from cas_portal.outbox.models import Message
from cas_portal.outbox.tasks import sweep
from cas_portal.time import clock
from clients.services import consent
from reports import services
from reports.models import Export
from reports.tasks import delete_old_exports
from tests.clients.acting import acting
from tests.factories.accounts import change_roles, staff
from tests.factories.clients import ClientFactory, EnrollmentFactory, cas_program

pytestmark = pytest.mark.slow


def ask(actor, key=None, **filters):
    with acting(actor):
        return services.request_export(
            by=actor, kind=Export.Kind.CASELOAD, filters=filters, request_key=key or uuid.uuid4()
        )


def made(actor, export):
    with acting(actor):
        return Export.objects.visible_to(actor).get(pk=export.pk)


def content(export):
    with default_storage.open(export.file_key) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def test_worker_makes_the_file_and_writes_down_who_is_in_it(caseload_of_three, manager, as_worker, audit_log):
    ada, ben, _eve = caseload_of_three
    export = ask(manager)
    with as_worker():
        assert sweep() == 1
    export = made(manager, export)
    assert (export.state, export.row_count) == (Export.State.READY, 2)
    rows = list(content(export)["Caseload"].iter_rows(values_only=True))
    assert {row[0] for row in rows[1:]} == {"Ada Sample", "Ben Sample"}
    [(who, ids, detail)] = audit_log("SELECT user_id, client_ids, detail FROM audit.act WHERE kind = 'exported'")
    assert who == manager.user_id
    assert set(ids) == {ada.pk, ben.pk}
    assert detail["rows"] == 2


def test_the_same_form_twice_asks_once(caseload_of_three, manager):
    key = uuid.uuid4()
    assert ask(manager, key).pk == ask(manager, key).pk
    assert ask(manager).pk == ask(manager).pk
    assert ask(manager, expiring=True).pk != ask(manager).pk
    assert Message.objects.count() == 2


def test_rights_are_asked_again_when_it_is_made(caseload_of_three, manager, as_worker):
    export = ask(manager)
    Membership.objects.filter(user_id=manager.user_id).update(ends_at=clock.now() - timedelta(days=300))
    with as_worker():
        sweep()
    assert made(manager, export).state == Export.State.FAILED


def test_clients_that_are_no_longer_in_reach_are_left_out(caseload_of_three, agency, other_agency, as_worker):
    ssf = staff(Role.SSF_ADMIN, agency)
    export = ask(ssf)
    change_roles(ssf, role=Role.ASSESSOR)
    with as_worker():
        sweep()
    assert made(ssf, export).row_count == 0


def test_store_out_of_order_keeps_the_request(caseload_of_three, manager, as_worker, monkeypatch):
    export = ask(manager)
    with monkeypatch.context() as broken, as_worker():
        broken.setattr(default_storage, "save", lambda *args: (_ for _ in ()).throw(ConnectionError()))
        sweep()
    assert made(manager, export).state == Export.State.WAITING
    assert outbox.waiting(services.message_key(export)).failures == 1
    with as_worker(), clock.freeze(clock.now() + timedelta(minutes=1)):
        sweep()
    assert made(manager, export).state == Export.State.READY


def test_a_worker_that_died_after_storing_leaves_one_file(caseload_of_three, manager, as_worker):
    export = ask(manager)
    with as_worker():
        sweep()
    first = made(manager, export)
    with acting(manager):
        Export.objects.filter(pk=export.pk).update(state=Export.State.WAITING, built_at=None, file_key="")
    with as_worker():
        Message.objects.update(done_at=None, due_at=clock.now())
        sweep()
    assert made(manager, export).file_key == first.file_key


def test_download_is_a_signed_attachment_for_a_minute(caseload_of_three, manager, as_worker, audit_log):
    export = ask(manager)
    with acting(manager), pytest.raises(Conflict):
        services.download_address(by=manager, public_id=export.public_id)
    with as_worker():
        sweep()
    with acting(manager):
        address = services.download_address(by=manager, public_id=export.public_id)
    query = parse_qs(urlsplit(address).query)
    assert query["X-Amz-Expires"] == ["60"]
    answer = requests.get(address, timeout=10)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="caseload-')
    assert answer.content.startswith(b"PK")
    assert requests.get(address.split("?")[0], timeout=10).status_code in {400, 403}
    assert audit_log("SELECT count(*) FROM audit.act WHERE kind = 'downloaded'") == [(1,)]


def test_nobody_downloads_anothers_export(caseload_of_three, manager, agency, as_worker):
    export = ask(manager)
    with as_worker():
        sweep()
    colleague = staff(Role.AGENCY_MANAGER, agency)
    with acting(colleague):
        with pytest.raises(Missing):
            services.download_address(by=colleague, public_id=export.public_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reports_export")
            assert cursor.fetchone() == (0,)


def test_roles_without_the_right_ask_in_vain(agency):
    with pytest.raises(Forbidden):
        ask(staff(Role.CALL_CENTER, agency))


def test_files_are_deleted_after_a_day(caseload_of_three, manager, as_worker):
    export = ask(manager)
    with as_worker():
        sweep()
        assert delete_old_exports() == 0
        with clock.freeze(clock.now() + timedelta(hours=25)):
            assert delete_old_exports() == 1
    gone = made(manager, export)
    assert gone.state == Export.State.GONE
    assert not default_storage.exists(gone.file_key)


def test_file_is_not_handed_out_once_somebody_in_it_is_closed(agency, other_agency, as_worker):
    client, owner = ClientFactory(agency=agency), staff(Role.ASSESSOR, agency)
    EnrollmentFactory(client=client, program=cas_program(agency), relationship=1)
    with acting(owner):
        consent.record_release(by=owner, client_id=client.pk, signature="Any Name", signed_on=clock.today())
    ssf = staff(Role.SSF_ADMIN, other_agency)
    export = ask(ssf)
    with as_worker():
        sweep()
    export = made(ssf, export)
    assert export.client_ids == [client.pk]
    with acting(ssf):
        assert services.download_address(by=ssf, public_id=export.public_id)
    with acting(owner):
        consent.revoke_release(by=owner, client_id=client.pk)
    with acting(ssf), pytest.raises(Conflict, match="no longer open"):
        services.download_address(by=ssf, public_id=export.public_id)


def test_release_withdrawn_while_an_export_waits_leaves_the_client_out(agency, other_agency, as_worker):
    client, owner = ClientFactory(agency=agency), staff(Role.ASSESSOR, agency)
    EnrollmentFactory(client=client, program=cas_program(agency), relationship=1)
    with acting(owner):
        consent.record_release(by=owner, client_id=client.pk, signature="Any Name", signed_on=clock.today())
    ssf = staff(Role.SSF_ADMIN, other_agency)
    export = ask(ssf)
    with acting(owner):
        consent.revoke_release(by=owner, client_id=client.pk)
    with as_worker():
        sweep()
    assert (made(ssf, export).row_count, made(ssf, export).client_ids) == (0, [])
