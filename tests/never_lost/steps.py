"""The sections of an assessment, and in each an answer that can be changed with a press or with a few letters."""

import json
from dataclasses import dataclass

from playwright.sync_api import expect

from assessments.call_script import script
from assessments.engine.visibility import Reading
from assessments.models import Draft
from assessments.surroundings import read_draft
from tests.factories.base import seeding
from tests.never_lost.conftest import OWNER, Work

# The answers a page offers besides those it has: other buttons, boxes to check, texts, lists; in tables only where
# there is nothing else. AH05 confirms the household and has one answer that goes on.
CHANGES = """() => {
    const shown = [...document.querySelectorAll('main form[data-autosave] .field')].filter((one) => one.offsetParent);
    const all = shown.flatMap((field) => [...field.querySelectorAll('input, textarea, select')])
        .filter((one) => one.name !== 'AH05' && !/_[0-2]$/.test(one.name));
    const inTable = (one) => Boolean(one.closest('.answer-table'));
    const is = (...kinds) => all.filter((one) => kinds.includes(one.type));
    const first = (found) => found.filter((one, n) => found.findIndex((other) => other.name === one.name) === n);
    const short = (one) => all.filter((other) => other.name === one.name).length <= 12;
    const radios = is('radio').filter((one) => !inTable(one) && !one.checked && short(one));
    const boxes = is('checkbox').filter((one) => !inTable(one) && !one.checked && !one.hasAttribute('data-exclusive'));
    const texts = is('text', 'textarea');
    const other = (list) => [...list.options].find((option) => option.value && !option.selected)?.value;
    const lists = is('select-one').filter(other).sort((one, next) => inTable(next) - inTable(one));
    const told = (kind) => (one) => ({
        kind, name: one.name, value: kind === 'list' ? other(one) : one.value, digits: one.inputMode === 'numeric',
    });
    return [
        ...first(radios).map(told('radio')), ...first(boxes).map(told('checkbox')),
        ...texts.filter((one) => !inTable(one)).map(told('text')), ...texts.filter(inTable).map(told('text')),
        ...lists.map(told('list')),
    ];
}"""


@dataclass(frozen=True)
class Change:
    """One answer to give: which field, and what."""

    kind: str
    name: str
    value: str

    @property
    def link_id(self) -> str:
        """The question; the fields of a table begin with it."""
        return self.name.split("-")[0]


def sections(work: Work) -> list[str]:
    """The sections that ask something now."""
    return [section.id for section in _reading(work).sections()]


def call_pages(work: Work) -> list[str]:
    """The pages of the call that ask something now."""
    return [page.id for page in script(work.draft.version).pages if page.asked(_reading(work))]


def _reading(work: Work) -> Reading:
    with seeding(work.draft.agency.continuum):
        draft = Draft.objects.select_related("client__continuum", "enrollment__client__identity").get(pk=work.draft.pk)
        return read_draft(draft).reading


def open_section(work: Work, section: str) -> None:
    """Open the page of a section and wait until its scripts have settled."""
    work.page.goto(work.url(section))
    work.page.wait_for_load_state("networkidle")


def change_on(work: Work, number: int = 0) -> Change:
    """The n-th answer that can be changed on the page that is open; where there are fewer, they come again."""
    found = work.page.evaluate(CHANGES)
    assert found, f"nothing to change on {work.page.url}: {work.page.inner_text('main')[:200]}"
    one = found[number % len(found)]
    typed = str(number + 4) if one["digits"] else f"Invented words {number + 1}"
    return Change(one["kind"], one["name"], typed if one["kind"] == "text" else one["value"])


def make(work: Work, change: Change) -> None:
    """Give the answer, and leave the field."""
    if change.kind == "text":
        box = work.page.locator(f'[name="{change.name}"]')
        box.fill(change.value)
        box.blur()
    elif change.kind == "list":
        work.page.locator(f'[name="{change.name}"]').select_option(change.value)
    else:
        work.choose(change.name, change.value)


def is_shown(work: Work, change: Change) -> None:
    """Wait until the page shows the answer."""
    if change.kind in {"text", "list"}:
        expect(work.page.locator(f'[name="{change.name}"]')).to_have_value(change.value)
    else:
        box = work.page.locator(f'input[name="{change.name}"][value="{change.value}"]:checked')
        box.wait_for(state="attached")


def is_stored(work: Work, change: Change) -> bool:
    """Whether the server has it: as an answer, or as it was typed where it is none yet."""
    draft = Draft.objects.using(OWNER).get(pk=work.draft.pk)
    answer = draft.answers.get(change.link_id)
    if change.kind == "radio":
        return str(answer) == change.value
    if change.kind == "checkbox":
        return change.value in map(str, answer or [])
    return change.value in json.dumps([answer, draft.unfinished.get(change.link_id)])


def put_back(work: Work, answers: dict) -> None:
    """Make the draft as it was, so that the same questions are asked at the next step."""
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers=answers, unfinished={})


def others(answers: dict, change: Change) -> dict:
    """The answers to all other questions."""
    return {link_id: answer for link_id, answer in answers.items() if link_id != change.link_id}
