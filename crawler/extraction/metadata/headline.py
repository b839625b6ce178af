"""The headline by vote: what the page's head, its JSON-LD, its first heading and its title call the article.

Measured on pages of 80 publishers: one of the candidates is the headline on 97%, no single one on more than 73%. Where
they differ, the one that the page shows to its readers wins. A heading that no other candidate confirms counts only if
it is the page's one h1: on 27 pages of blogs and guides it was the headline on 18 then, what the head says on 9. Among
the rest the <title> is the one written for search engines: what agrees with it loses against what does not.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction.folding import UNSPACED, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LONGEST = 400  # characters; a heading longer than this is a paragraph in the wrong element
LEAST_PROMINENT = 1  # of what a page shows at all
MOST_PROMINENT = 5  # above all that a page can show
# The share of words that a heading must have in common with what the head says: a half, a third if it is the only one.
SHARED = {False: 2, True: 3}
SHORTEST = 12  # of a headline that another one may be reduced to
LONGEST_SECTION = 2  # words between a headline and the site's name where colons part them
LONGEST_SITE = 6  # words after a separator that may be a site's name, a section or a date

# A candidate's say by its source; h1 alone is often a logo, a section or another article's headline.
WEIGHTS = {"og": 3.0, "ld": 2.6, "h1": 2.0, "twitter": 0.9, "title": 0.4, "other": 0.4}
AGREED = frozenset({"og", "ld"})  # sources that beat all others together
# Of equal headlines, the spelling that editors wrote: heads of pages have straight quotes more often.
SPELLING = ("ld", "og", "h1", "twitter", "other", "title")

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SEPARATOR = re.compile(
    r"\s+[-–—|·•:»\u203a~/]{1,2}\s+|\s*[|\uff5c»\u203a]\s*|(?<=[^\W\d])\s+:\s+|\s*(?:--|::)\s*|_(?=[^_]+$)|(?<=\s)–|–(?=\s)"
)
_ARTICLE = re.compile(r"^(?:the|der|die|das|la|le|el|il|de|het) (?=\w)")
_WORD = re.compile(r"\w+")
_NOTATION = re.compile(
    r"^#{1,6}\s|(?<!\w)(\*{1,2}|_{1,2})(?=\S)[^*_]+(?<=\S)\1(?!\w)"
)  # of Markdown, not meant to be seen
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")


@dataclass(frozen=True, slots=True)
class Candidate:
    text: str
    source: str  # a key of WEIGHTS
    alone: bool = False  # the only heading of its page, in one piece and no link

    def saying(self, text: str) -> Candidate:
        """The candidate with another text."""
        return self if text == self.text else Candidate(text, self.source, self.alone)


def tidy(text: str | None) -> str:
    """A headline as text: no tags, no entities, no soft hyphens, one kind of space."""
    text = text or ""
    while _ENTITY.search(text) and (read := html.unescape(text)) != text:
        text = read
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").split())


def elected(
    candidates: Sequence[Candidate],
    names: Iterable[str],
    shown: Callable[[Collection[str]], Mapping[str, int]] = lambda keys: {},  # noqa: ARG005
) -> str | None:
    """The headline among candidates; `names` are what the site calls itself, its host included.

    `shown` says how prominently the page shows each of some texts, given as keys. It is asked only where they differ
    and the head and JSON-LD do not agree on one.
    """
    sites = {key for name in names for key in _site_keys(name)}
    tidied = [c.saying(text) for c in candidates if (text := tidy(c.text)) and len(text) <= LONGEST]
    headings = {c.text for c in tidied if c.source == "h1"}
    bare = {text: without_site(text, sites) for text in {c.text for c in tidied}}
    bare |= {text: _without_colons(short, sites) for text, short in bare.items() if not {text, short} & headings}
    found = [c.saying(bare[c.text]) for c in tidied]
    found = [c for c in found if key_of(c.text) not in sites] or found
    if not found:
        return None
    found = _related_headings(_reduced(found))
    classes: dict[str, list[Candidate]] = {}
    for candidate in found:
        classes.setdefault(key_of(candidate.text), []).append(candidate)
    doubtful = _in_doubt(classes)
    prominence = shown(doubtful) if doubtful else {}
    best = max(classes, key=lambda key: _say(classes[key], prominence.get(key, 0)))
    return min(classes[best], key=lambda c: (bool(_NOTATION.search(c.text)), SPELLING.index(c.source))).text


def _in_doubt(classes: Mapping[str, Sequence[Candidate]]) -> list[str]:
    """The keys of what stands or falls with how the page shows it; none where one is agreed on."""
    sources = {key: {candidate.source for candidate in members} for key, members in classes.items()}
    if len(classes) == 1 or any(named >= AGREED for named in sources.values()):
        return []
    return [key for key, named in sources.items() if named != {"h1"}]


def _say(members: list[Candidate], prominence: int) -> tuple[int, bool, float]:
    sources = {candidate.source for candidate in members}
    # A heading that neither the head nor JSON-LD knows is a logo, a section or another article's, unless the page has
    # no other and shows nothing of what these say; where these two agree, nothing that it shows beside them counts.
    if sources >= AGREED:
        seen = MOST_PROMINENT
    elif sources - {"h1"}:
        seen = prominence
    else:
        seen = LEAST_PROMINENT if members[0].alone else 0
    editors_own = "title" not in sources and ("og" in sources or {"ld", "h1"} <= sources)
    return seen, editors_own, sum(WEIGHTS[source] for source in sources)


def without_site(text: str, sites: set[str]) -> str:
    """The headline without the site's name before or after it."""
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            break
        pieces = _SEPARATOR.split(text)
        if _is_site(pieces[-1], sites):
            text = text[: cuts[-1].start()].rstrip()
        elif _is_site(pieces[0], sites):
            text = text[cuts[0].end() :].lstrip()
        else:
            break
    return text


def _without_colons(text: str, sites: set[str]) -> str:
    """The headline without the site's name set off by colons, where no heading has it so.

    "The Herald: Bridge closed", "Bridge closed: The Herald"; "Bridge closed after storm: Local: The Herald", too.
    """
    pieces = text.split(": ")
    if len(pieces) > 1 and _site_keys(pieces[0]) & sites:
        pieces = pieces[1:]
    elif len(pieces) > 1 and _site_keys(pieces[-1]) & sites:
        pieces.pop()
        if len(pieces) > 1 and len(pieces[-1].split()) <= LONGEST_SECTION and len(pieces[0]) >= SHORTEST:
            pieces.pop()
    return ": ".join(pieces)


def _is_site(piece: str, sites: set[str]) -> bool:
    return any(
        key in sites or any(len(key) > 3 and len(site) > 3 and _host_like(key, site) for site in sites)
        for key in _site_keys(piece)
    )


def _site_keys(name: str) -> set[str]:
    """The key of a site's name, and without its article, which its address may lack; none for no words."""
    key = key_of(name)
    return {key, _ARTICLE.sub("", key)} if key else set()


def _host_like(key: str, site: str) -> bool:
    """ "dailybugle" and "dailybugleonline" are one site."""
    short, long = sorted((key.replace(" ", ""), site.replace(" ", "")), key=len)
    return long.startswith(short) and len(short) * 2 > len(long)


def _reduced(found: list[Candidate]) -> list[Candidate]:
    """Candidates that are another one with a section, a date or a kicker around it become that other one."""
    texts = sorted({c.text for c in found}, key=len)
    out = []
    for candidate in found:
        text = candidate.text
        for shorter in texts:
            if len(shorter) < len(text) and _is_with_crumb(text, shorter, candidate):
                text = shorter
                break
        out.append(candidate.saying(text))
    return out


def _is_with_crumb(text: str, shorter: str, candidate: Candidate) -> bool:
    if len(shorter) < SHORTEST and not UNSPACED.search(shorter):
        return False
    if text.startswith(shorter):
        rest = text[len(shorter) :]
        if shorter.endswith(("…", "...")):
            return False
        cut = _SEPARATOR.match(rest)
        return bool(cut) and all(len(p.split()) <= LONGEST_SITE for p in _SEPARATOR.split(rest))
    # A kicker inside the heading; in the head of a page what stands before a colon is part of the headline, and so is
    # a first word in a heading of one piece ("The").
    kicker = text[: -len(shorter)]
    return (
        candidate.source == "h1"
        and text.endswith(shorter)
        and len(kicker.split()) <= LONGEST_SITE
        and not (candidate.alone and kicker[-2:-1].isalnum())
    )


def _related_headings(found: list[Candidate]) -> list[Candidate]:
    """Without the headings that have nothing to do with what the head of the page says."""
    heads = [set(key_of(c.text).split()) for c in found if c.source != "h1"]
    if not heads:
        return found[:1]
    kept = []
    for candidate in found:
        words = set(key_of(candidate.text).split())
        unspaced = UNSPACED.search(candidate.text)
        if (
            candidate.source != "h1"
            or unspaced
            or any(SHARED[candidate.alone] * len(words & head) >= min(len(words), len(head)) for head in heads)
        ):
            kept.append(candidate)
    return kept or found


@lru_cache(maxsize=256)
def key_of(text: str) -> str:
    """What two spellings of one headline have in common: their words, folded; remembered while a page is read."""
    return " ".join(_WORD.findall(folded(text)))
