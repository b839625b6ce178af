"""Speech: sentences that somebody in the news says, told by their marks and their verbs of saying."""

from __future__ import annotations

import re
from functools import cache

from crawler.extraction import phrases
from crawler.extraction.folding import UNSPACED, folded

OPENING = ('"', "'", "-")  # folded: quotation marks of all styles, and the dashes that stand for them
BETWEEN = 60  # characters between what is said and the verb, for whoever says it: ", a spokesman for the bank said"


def is_speech(text: str, language: str | None) -> bool:
    """Whether a text opens with a quotation mark or a dash, or says whose words it has: "…, the bank said"."""
    seen = folded(text)
    return seen.startswith(OPENING) or _said(phrases.tables_for(language)).search(seen) is not None


@cache
def _said(codes: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({folded(word) for code in codes for word in phrases.table(code).words.get("said", ())})
    # A comma or quote parts what is said from who says it, but for scripts where the verb has a particle for that.
    parted = "|".join(re.escape(word) for word in words if not UNSPACED.search(word))
    joined = "|".join(re.escape(word) for word in words if UNSPACED.search(word))
    return re.compile(
        rf"[,،\"] ?[^.,،:;!?\"]{{0,{BETWEEN}}}?(?<!\w)(?:{parted})(?!\w)" + (f"|{joined}" if joined else "")
    )
