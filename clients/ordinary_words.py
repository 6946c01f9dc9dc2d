"""Words that name nobody although they begin with a capital letter, and first names that are words as well."""

_ORDINARY = """
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    spring christmas thanksgiving easter ramadan eid hanukkah halloween new year
    english spanish russian ukrainian hmong vietnamese chinese mandarin cantonese tagalog punjabi hindi farsi dari
    pashto arabic french portuguese german korean japanese thai lao samoan tongan armenian romanian american african
    mexican asian latina latino latinx black white hispanic indigenous native muslim christian catholic jewish buddhist
    sikh lgbtq transgender covid medi-cal medicaid medicare calfresh calworks snap wic tanf ssi ssdi va hud hct cas isp
    section housing choice voucher program adult child protective services social security supplemental income
    department family court legal aid food bank county state city federal shelter safe haven transitional permanent
    supportive rapid rehousing emergency hotel motel community care case manager plan release order restraining
    i i’m i'm i’ll i'll i’ve i've i’d i'd ok yes no not the and she her hers he his they them their we our
    client survivor mother father parent son daughter baby household applicant advocate counselor therapist doctor
"""
_ALSO_WORDS = """
    amber angel april art ash august autumn basil bill billy bob bond brook brooklyn brown buck buddy candy carol
    carter case cash chance charity chase chip christian clay cliff constance cooper crystal daisy dale dallas dawn
    day dean destiny don drew duke dusty earl eve faith fern forest frank gene genesis ginger glen grace grant guy
    harmony harper heath heather heaven holly honor hope hunter iris israel ivy jack jade jay jean joy judge justice
    karma king lane lily london long love mace major mark marina mason max may melody mercy mike miles misty nick
    norm olive page paris parker pat patience pearl penny phoenix pierce precious prince princess queen rain ray
    reed rich river rob robin rocky rose ruby rusty sage sailor sandy savannah scout serenity skip sky star stone
    story sue summer sunny tad tanner taylor terry texas tiger tracy trinity trip van victory viola violet wade
    walker ward will willow winter woody young asia china india jordan chad carmen dolores mercedes soledad sol luz
    paz cruz consuelo milagros socorro
"""
ORDINARY = frozenset(_ORDINARY.split())
# People write these in small letters and mean no name; with a capital letter inside a sentence they are refused.
NO_NAMES = frozenset(_ALSO_WORDS.split())
