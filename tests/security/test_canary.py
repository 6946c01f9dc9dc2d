"""What is typed on the screens of a victim service provider stays there (policy §11): tokens in every input, looked for
in every table, log, mail, file and queue message, and on the pages of everybody else."""

import itertools
import logging

import pytest
import redis
import structlog
from django.conf import settings
from django.core import mail
from django.core.files.storage import default_storage
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client
from clients.services.enrollment import enroll_household
from queues.services import sweeps
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import cas_program
from tests.factories.queues import job
from tests.security.typist import Page
from tests.security.unwrapping import opened, unwrapped

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
MARK = "zqcanary"
MOST_PAGES = 90
# Signing out ends the walk, a language is a setting of the browser, and a grievance is written for others to read.
LEFT_OUT = ("/accounts/", "/i18n/", "/static/", "/components/", "/admin/", "/grievance")
FIRST = {"birth_year": "1990", "stated_age": "", "veteran_status": "0", "sex": "0"}


class Vsp:
    """A victim service provider's person at the keyboard, who types a new token into every input there is."""

    def __init__(self, worker) -> None:
        self.worker, self.browser = worker, signed_in(worker)
        self.numbers = itertools.count(1000)
        self.seen: set[str] = set()
        self.sent = 0

    def word(self) -> str:
        """Return a token nobody typed before."""
        return f"{MARK}{next(self.numbers)}"

    def named(self) -> str:
        """Return a name with a token nobody typed before."""
        return f"carlos {MARK}{next(self.numbers)}"

    def make_record(self) -> str:
        """Enter an anonymous record through the page and return the address of its page."""
        page = self.browser.get(reverse("clients:new_anonymous"))
        forms = Page(page.content.decode(), "/").forms
        form = next(one for one in forms if any(control.name == "stated_age" for control in one.controls))
        hidden = {one.name: one.value for one in form.controls if one.kind == "hidden"}
        return self.browser.post(reverse("clients:new_anonymous"), {**hidden, **FIRST}).url

    def start_assessment(self, client_page: str) -> str:
        """Enroll the survivor and start the HCT; return the address of its sections."""
        public_id = client_page.strip("/").split("/")[-1]
        with acting(self.worker) as by:
            client = Client.objects.get(public_id=public_id)
            enroll_household(by=by, client_id=client.pk, entry_date=clock.today())
        return self.browser.post(reverse("assessments:begin", args=[public_id])).url

    def walk(self, starts: list[str]) -> None:
        """Open every page that leads on from these, and send every form on it, first wildly, then sensibly."""
        waiting = list(starts)
        while waiting and len(self.seen) < MOST_PAGES:
            address = waiting.pop(0)
            if address in self.seen or address.startswith(LEFT_OUT):
                continue
            self.seen.add(address)
            answer = self.browser.get(address)
            if answer.status_code in {301, 302}:
                waiting.append(answer.url)
            if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
                continue
            page = Page(answer.content.decode(), address)
            waiting += [link.path for link in page.links if not link.netloc and link.path.startswith("/")]
            waiting += [found for form in page.forms for found in self.send(form)]

    def send(self, form) -> list[str]:
        """Send a form in several ways; return where it led."""
        led = []
        path = form.action.partition("?")[0]
        if path.startswith(LEFT_OUT):
            return led
        for sensibly, choice in ((False, 0), (True, 0), (True, 1)):
            act = self.browser.post if form.method == "post" else self.browser.get
            answer = act(path, form.filled(self.word, sensibly=sensibly, choice=choice))
            self.sent += 1
            assert answer.status_code < 500, (path, answer.status_code)
            if answer.status_code in {301, 302}:
                led.append(answer.url.partition("?")[0])
        return led


@pytest.fixture
def vsp():
    agency = AgencyFactory(name="Safe House", is_vsp=True)
    cas_program(AgencyFactory(continuum=agency.continuum, name="Lead"))
    return Vsp(staff(Role.VSP_ASSESSOR, agency))


@pytest.fixture
def logs():
    """Every line that is logged, by the library and by structlog."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record) -> None:
            lines.append(self.format(record))

    keeper = Keep(level=logging.DEBUG)
    logging.getLogger().addHandler(keeper)
    with structlog.testing.capture_logs() as entries:
        yield lambda: [*lines, *map(str, entries)]
    logging.getLogger().removeHandler(keeper)


def rows_with(owner_sql, text: str) -> list[tuple[str, str]]:
    """Return table and row of everything the database holds that has a text in it, however it is wrapped.

    Asked as its administrator: sessions, caches, sealed rows and the log of changes are among it.
    """
    tables = owner_sql(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    rows = [(table, row) for (table,) in tables for (row,) in owner_sql(f"SELECT to_jsonb(t)::text FROM {table} t")]
    return [(table, row) for table, row in rows if any(text in found.lower() for found in unwrapped(row))]


def queue_messages() -> list[str]:
    """Return everything that lies in the broker."""
    server = redis.from_url(settings.REDIS_URL)
    read = {
        b"string": server.get,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"hash": server.hgetall,
        b"set": server.smembers,
        b"zset": lambda key: server.zrange(key, 0, -1),
    }
    return [f"{key!r} {read[server.type(key)](key)!r}" for key in server.scan_iter()]


def stored_files() -> list[str]:
    """Return names and contents of all files."""
    found = [(one.key, one.get()["Body"].read()) for one in default_storage.bucket.objects.all()]
    return [f"{key} {text}" for key, content in found for text in opened(content)]


def pages_of_others(continuum_agency) -> list[tuple[str, str]]:
    """Return what the other roles see on their lists, as (who, text); SSF without the survivor desk among them."""
    shown = []
    lists = ["today", "clients:find", "queues:housing_list", "referrals:inbox", "reports:caseload"]
    other = AgencyFactory(continuum=continuum_agency.continuum)
    for role in (role for role in Role if role != Role.VSP_ASSESSOR):
        browser = signed_in(staff(role, other))
        shown += [(f"{role} {name}", browser.get(reverse(name)).content.decode()) for name in lists]
    return shown


def test_what_a_vsp_types_is_found_nowhere_but_in_its_own_records(vsp, owner_sql, logs, as_worker):
    client_page = vsp.make_record()
    draft = vsp.start_assessment(client_page)
    vsp.walk([draft, client_page, *(reverse(name) for name in ("clients:new_anonymous", "clients:find", "today"))])
    agency = vsp.worker.agency_ids[0]
    ids = {pk for (pk,) in owner_sql("SELECT id FROM clients_client WHERE agency_id = %s AND survivor", agency)}
    with as_worker():
        sweeps.recompute_all(by=job(vsp.worker.continuum_id), as_of=None)

    own = [f'"client_id": {pk},' for pk in ids]
    found = rows_with(owner_sql, MARK)
    kept = {table for table, _row in found}
    assert vsp.sent > 200 and {"public.assessments_draft", "public.clients_note", "audit.change"} <= kept, kept
    strays = [(table, row) for table, row in found if not any(mark in row for mark in own)]
    assert sorted({(table, row) for table, row in strays}) == []
    assert [text for text in logs() if MARK in text] == []
    assert [text for one in mail.outbox if MARK in (text := f"{one.subject} {one.body} {one.to}")] == []
    assert [text for text in queue_messages() if any(MARK in found for found in unwrapped(text))] == []
    assert [text for text in stored_files() if MARK in text] == []

    codes = [code for (code,) in owner_sql("SELECT survivor_code FROM clients_client WHERE survivor_code IS NOT NULL")]
    with acting(vsp.worker):
        home = Client.objects.filter(pk__in=ids).select_related("agency").first().agency
    leaks = [who for who, text in pages_of_others(home) if MARK in text or any(code in text for code in codes)]
    assert leaks == []


def test_no_input_of_a_vsp_keeps_a_name(vsp, owner_sql):
    """The same walk with a first name in small letters in every input: whatever it stands in is refused."""
    client_page = vsp.make_record()
    draft = vsp.start_assessment(client_page)
    vsp.word = vsp.named
    vsp.walk([draft, client_page, reverse("clients:new_anonymous")])
    assert vsp.sent > 200
    assert rows_with(owner_sql, MARK) == []


def test_grievance_of_a_vsp_tells_nothing_about_who_complains(vsp, owner_sql):
    """It is written for others to read, so what it says is guarded like a text about a survivor."""
    address = reverse("grievances:file")
    page = Page(vsp.browser.get(address).content.decode(), address)
    form = next(one for one in page.forms if any(control.name == "what_happened" for control in one.controls))
    shown = {control.name for control in form.controls}
    sent = form.filled(vsp.word, sensibly=True, choice=0)
    for part in ("name", "contact"):
        vsp.browser.post(address, {**sent, part: vsp.word()})
    vsp.browser.post(address, {**sent, "what_happened": f"call {vsp.word()} at 916-555-0177"})
    assert shown & {"name", "contact"} == set()
    assert rows_with(owner_sql, "916-555-0177") == []
    kept = owner_sql("SELECT name, contact FROM clients_grievance")
    assert [row for row in kept if any(row)] == []
