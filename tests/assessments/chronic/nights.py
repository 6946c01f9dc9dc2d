"""Policy §4 read night by night with sets of days: slow, short, and written apart from the rules it checks."""

from datetime import date, timedelta

from cas_portal.time.dates import add_months

HOMELESS = {116, 101, 118}
INSTITUTIONS = {204, 205, 206, 207, 215, 225}
ONE = timedelta(days=1)


def span(start, end):
    return {start + timedelta(days=n) for n in range((end - start).days)}


def sorted_nights(stays, as_of):
    """Return homeless days with what proves each, other nights, and those other nights that end an episode at once."""
    proof, other, at_once = {}, set(), set()
    begun = [(s, None if e is None or e > as_of else e, code, kind) for s, e, code, kind in stays if s <= as_of]
    for s, e, code, kind in sorted(begun, key=lambda row: (row[2] not in HOMELESS, row[0], row[1] or as_of)):
        long = ((e or as_of) - s).days >= 90
        inside = code in INSTITUTIONS and not long and s - ONE in proof
        if code in HOMELESS or inside:
            for d in span(s, as_of + ONE if e is None else max(e, s + ONE)):
                proof.setdefault(d, set()).add(kind)
        else:
            nights = span(s, as_of if e is None else max(e, s + ONE))
            other |= nights
            at_once |= nights if code in INSTITUTIONS and long else set()
    return proof, other - set(proof), at_once


def episodes_until(as_of, homeless, other, at_once):
    """Return the episodes that a break has ended, and the days of the one that goes on."""
    ended, row, run = [], [], 0
    day = min([*homeless, *other, as_of])
    while day <= as_of:
        run = run + 1 if day in other else 0
        if run >= 7 or (run and day in at_once):
            ended, row = [*ended, row] if row else ended, []
        if day in homeless:
            row = [*row, day]
        day += ONE
    return ended, row


def first_of_months_in_a_row(days, as_of):
    months = {(d.year, d.month) for d in days}
    first, at = None, as_of
    while (at.year, at.month) in months:
        first = min(d for d in days if (d.year, d.month) == (at.year, at.month))
        at = date(at.year, at.month, 1) - ONE
    return first


def answer(stays, as_of, *, disability=True, method="elapsed"):
    """Return (chronic, A, E, B, number of episodes, months as (year, month), proved months of the latest 12)."""
    proof, other, at_once = sorted_nights(stays, as_of)
    ended, current = episodes_until(as_of, set(proof), other, at_once)
    first = first_of_months_in_a_row(current, as_of)
    if method == "elapsed":
        a = first is not None and add_months(first, 12) <= as_of
    else:
        a = first is not None and (as_of.year * 12 + as_of.month) - (first.year * 12 + first.month) >= 11
    inside = {d for d in proof if add_months(as_of, -36) <= d <= as_of}
    held = sorted({(d.year, d.month) for d in inside})
    count = sum(bool(inside & set(episode)) for episode in [*ended, current])
    b = count >= 4 and len(held) >= 12
    kinds = [{kind for d in inside if (d.year, d.month) == month for kind in proof[d]} for month in held[-12:]]
    return disability and as_of in proof and (a or b), a, first, b, count, held, sum(bool(k - {"self"}) for k in kinds)
