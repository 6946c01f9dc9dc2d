"""Words that name nobody although they begin with a capital letter, and words that stand around names."""

_ORDINARY = """
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    spring christmas thanksgiving easter ramadan eid hanukkah halloween new year
    english spanish russian ukrainian hmong vietnamese chinese mandarin cantonese tagalog punjabi hindi farsi dari
    pashto arabic french portuguese german korean japanese thai lao samoan tongan armenian romanian american african
    mexican asian latina latino latinx black white hispanic indigenous native muslim christian catholic jewish buddhist
    sikh lgbtq transgender covid medi-cal medicaid medicare calfresh calworks snap wic tanf ssi ssdi va hud hct cas isp
    ada ebt section housing choice voucher program adult child protective services social security supplemental income
    department family court legal aid food bank county state city federal shelter safe haven transitional permanent
    supportive rapid rehousing emergency hotel motel community care case manager plan release order restraining
    i i’m i'm i’ll i'll i’ve i've i’d i'd ok yes no not the and she her hers he his they them their we our
    client survivor mother father parent son daughter baby household applicant advocate counselor therapist doctor
"""
# What somebody does, behind a word that begins a sentence: "Will hit", "Grace moved"; not "Will need", "Grace period".
_DEEDS = """
    is was has had does did said told hit hurt beat came went got left gave took made kept knew saw threw broke drove
    found sent held met ran sat slept spoke stole swore thought woke wrote
    es era fue dijo dice vive tiene estaba quiere pego golpeo llamo vino salio trabaja
"""
_NO_DEEDS = """
    need feed seed speed bleed breed proceed exceed succeed always its
"""
# Before a word inside a sentence that begins with a capital letter: "told Christian", "with May"; not "in May".
_TO_SOMEBODY = """
    with told tell saw met meet called call asked ask by con vio llamo
"""
ORDINARY = frozenset(_ORDINARY.split())
DEEDS = frozenset(_DEEDS.split())
NO_DEEDS = frozenset(_NO_DEEDS.split())
TO_SOMEBODY = frozenset(_TO_SOMEBODY.split())
