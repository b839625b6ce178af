"""Speech: sentences that somebody in the news says, told by their marks and their verbs of saying."""

from __future__ import annotations

import re
from functools import cache

from crawler.extraction import phrases
from crawler.extraction.folding import UNSPACED, folded

DASHES = ("–", "—", "―")  # a hyphen marks an item of a list
QUOTES = ('"', "'")  # all styles of them, folded
BETWEEN = 60  # characters between what is said and the verb, for whoever says it: ", a spokesman for the bank said"
RELATIVE = "which|who|that|wie|qui|que|che|som|který|která|które|którzy|która|который|которая|який|яка"


def is_speech(text: str, language: str | None) -> bool:
    """Whether a text opens with a quotation mark or a dash, or says whose words it has: "…, the bank said"."""
    seen = folded(text)
    return (
        seen.startswith(QUOTES)
        or text.startswith(DASHES)
        or _said(phrases.tables_for(language)).search(seen) is not None
    )


@cache
def _said(codes: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({folded(word) for code in codes for word in phrases.table(code).words.get("said", ())})
    # A comma or quote parts what is said from who says it, but for scripts where the verb has a particle for that.
    parted = "|".join(re.escape(word) for word in words if not UNSPACED.search(word))
    joined = [re.escape(word) for word in words if UNSPACED.search(word)]
    who = rf"(?!(?:{RELATIVE})\b)[^.,،:;!?\"]{{0,{BETWEEN}}}?"
    return re.compile("|".join([rf"[,،\"] *+{who}(?<!\w)(?:{parted})(?!\w)", *joined]))
