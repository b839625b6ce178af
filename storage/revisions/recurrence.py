"""What recurs on a source's pages: blocks that no single page shows to be noise, but many together do.

Two signs, both over articles of one source:

- a block *stands* under articles of several events, mostly at their edge or under a good share of all articles;
- a block *comes or goes* under articles of several events in one crawl (a promotion that rotates).

What counts is events, not articles: an agency's sentence stands in several reports too, but these are about one event,
so they share other words as well, while a sign-up line shares nothing with the articles above it. Two articles are
about one event if the words that are their own (outside any block found in both) overlap. And an agency's sentence is
used within days; what stands only within days must stand under more events.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import regex

from storage.revisions.fingerprints import block_fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from storage.records import Text

# Events under which a block must stand, if it was seen over more than `DAYS`; within that time, more of them.
EVENTS = 4
EVENTS_WITHIN_DAYS = 8
DAYS = timedelta(days=3)

# Events under which a block must have come, or gone, within `CRAWL`.
TURNS = 3
CRAWL = timedelta(days=2)

# The first and last blocks of an article, where noise stands. A block that stands elsewhere more often than not ("The
# investigation continues.") must stand under this share of the source's articles.
FIRST, LAST = 2, 3
EVERYWHERE = 0.2

# Of 1,097 pairs of unrelated news articles in one language, 1 in 100 shares more than .092 of its long words, 1 in
# 1,000 more than .112; two pages of one article .85.
ONE_EVENT = 0.1
# With fewer words of its own nobody can say what an article is about; it is taken for one event with any other.
OWN_WORDS = 20

# Long words, numbers, and pairs of characters in scripts without spaces: what is telling of an event.
_TELLING = regex.compile(
    r"\p{L}[\p{L}\p{M}'’-]{4,}|\p{Nd}[\p{Nd}.,]*\p{Nd}|[\p{Han}\p{Hangul}]{2}|\p{Katakana}{3,}|\p{Thai}{4}"
)


class Page:
    """An article as it reads, or read at one moment."""

    __slots__ = ("article", "at", "blocks", "edge", "headline")

    def __init__(self, article: int, at: datetime, text: Text) -> None:
        self.article = article
        self.at = at
        self.headline = text.headline or ""
        self.blocks = {block_fingerprint(block.text): block.text for block in text.blocks}
        names = list(self.blocks)
        self.edge = frozenset(names[:FIRST] + names[-LAST:])

    def own_words(self, other: Page) -> set[str]:
        """The telling words outside the blocks that the other page has too."""
        texts = [self.headline, *(text for name, text in self.blocks.items() if name not in other.blocks)]
        return {word.casefold() for text in texts for word in _TELLING.findall(text)}


@dataclass(frozen=True, slots=True)
class Recurring:
    """A block that recurs: its fingerprint, its letters on one page, how many articles had it, and why it is noise."""

    fingerprint: str
    text: str
    articles: int
    because: str


@dataclass(frozen=True, slots=True)
class Turn:
    """An article between two captures: which blocks came and which went."""

    page: Page  # as it read after
    came: dict[str, str]  # letters by fingerprint
    went: dict[str, str]


def turn(old: Page, new: Page) -> Turn:
    """What came and went between two readings of one article."""
    return Turn(
        new,
        {name: text for name, text in new.blocks.items() if name not in old.blocks},
        {name: text for name, text in old.blocks.items() if name not in new.blocks},
    )


def one_event(a: Page, b: Page) -> bool:
    """Whether two articles seem to be about one event, judged by the words outside what both have."""
    mine, theirs = a.own_words(b), b.own_words(a)
    if min(len(mine), len(theirs)) < OWN_WORDS:
        return True
    return len(mine & theirs) >= ONE_EVENT * len(mine | theirs)


def events(pages: Iterable[Page], enough: int) -> int:
    """Under how many events the pages are, counted no further than `enough`: pages of which no two are about one."""
    found: list[Page] = []
    for page in pages:
        if all(page.article != other.article and not one_event(page, other) for other in found):
            found.append(page)
            if len(found) == enough:
                break
    return len(found)


def standing(pages: Sequence[Page]) -> list[Recurring]:
    """The blocks that stand under several events; one page an article, all of one source."""
    where: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for block in page.blocks:
            where[block].append(page)
    found = []
    for block, under in where.items():
        if len(under) < EVENTS:
            continue
        edge = sum(block in page.edge for page in under)
        if edge * 2 < len(under) < EVERYWHERE * len(pages):
            continue
        moments = [page.at for page in under]
        enough = EVENTS if max(moments) - min(moments) > DAYS else EVENTS_WITHIN_DAYS
        if len(under) >= enough and events(under, enough) == enough:
            because = f"stands under {len(under)} of {len(pages)} articles, about {enough} events or more"
            found.append(Recurring(block, under[0].blocks[block], len(under), because))
    return found


def turning(turns: Sequence[Turn]) -> list[Recurring]:
    """The blocks that came, or went, under several events within one crawl; all of one source."""
    found: dict[str, Recurring] = {}
    turns = sorted(turns, key=lambda one: one.page.at)
    for verb, sides in (("came", [one.came for one in turns]), ("went", [one.went for one in turns])):
        counts = Counter(block for side in sides for block in side)
        for block, count in counts.items():
            if count < TURNS or block in found:
                continue
            pages = [one.page for one, side in zip(turns, sides, strict=True) if block in side]
            for crawl in _crawls(pages):
                if events(crawl, TURNS) == TURNS:
                    text = next(side[block] for side in sides if block in side)
                    articles = len({other.article for other in crawl})
                    because = f"{verb} under {articles} articles in one crawl, about {TURNS} events or more"
                    found[block] = Recurring(block, text, articles, because)
                    break
    return list(found.values())


def _crawls(pages: Sequence[Page]) -> Iterator[list[Page]]:
    """The pages, in the order of time, in groups that one crawl may have fetched."""
    group: list[Page] = []
    for page in pages:
        if group and page.at - group[0].at > CRAWL:
            yield group
            group = []
        group.append(page)
    yield group
