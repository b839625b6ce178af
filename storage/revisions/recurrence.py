"""What recurs on a source's pages: blocks that no single page shows to be noise, but many together do.

Three signs, all over articles of one source:

- a block *stands* under articles of several events, and under a good share of those seen in its time;
- a block *comes or goes* under articles of several events in one crawl (a promotion that rotates);
- a block *counts* under articles of several events in one crawl: only its digits become others.

What counts is events, not articles: an agency's sentence stands in several reports too, but these are about one event,
so they share other words as well, while a sign-up line shares nothing with the articles above it. Two articles are
about one event if the words that are their own (outside any block found in both) overlap. And an agency's sentence is
used within days; what stands only within days must stand under more events.

And what counts is the share: what a site sets under its articles stands under most of them as long as it does, while
"The investigation continues." ends few, though those be about different things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

import regex

from storage.revisions.fingerprints import block_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from storage.records import Text

# Events under which a block must stand, if it was seen over more than `DAYS`; within that time, more of them.
EVENTS = 4
EVENTS_WITHIN_DAYS = 8
DAYS = timedelta(days=3)

# Events under which a block must have come, gone or counted within `CRAWL`.
TURNS = 3
CRAWL = timedelta(days=2)

# The share of articles under which a block must stand, with 95 in 100 certainty (`at_least`), so that of few articles
# more is asked. Of archives that grew to 300 articles, with what stands under so many of them at random learned at some
# time (2,000 each; in brackets where the share itself is asked, .25):
#
#     articles    5 in 100    10 in 100     a third    half
#           40     1% (4%)     5% (20%)         86%    100%
#          300     1% (4%)     5% (22%)        100%    100%
SHARE = 0.2
CERTAIN = 1.64  # standard deviations
# A block with a link leads somewhere, as formulas of news do not. And of what comes and goes on several pages at once
# little is asked, since each of a dozen promotions is shown on few.
SHARE_LINKED = 0.05
SHARE_TURNING = 0.05

# The first and last blocks of an article, where noise stands. What stands elsewhere more often than not must stand
# under that share of all articles, not only of those seen in its time.
FIRST, LAST = 2, 3

# Words with letters that a counter must have: nobody can tell the counter of a page from the figures of an article by
# "3-1" or "12.99 euros".
COUNTER_WORDS = 4

# Of 1,097 pairs of unrelated news articles in one language, 1 in 100 shares more than .092 of its long words, 1 in
# 1,000 more than .112; two pages of one article .85.
ONE_EVENT = 0.1
# With fewer words of its own nobody can say what an article is about; it is taken for one event with any other.
OWN_WORDS = 20

# Long words, numbers, and pairs of characters in scripts without spaces: what is telling of an event.
_TELLING = regex.compile(
    r"\p{L}[\p{L}\p{M}'’-]{4,}|\p{Nd}[\p{Nd}.,]*\p{Nd}|[\p{Han}\p{Hangul}]{2}|\p{Katakana}{3,}|\p{Thai}{4}"
)
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{2}|\p{L}[\p{L}\p{M}'’-]*")


class Page:
    """An article as it reads, or read at one moment."""

    def __init__(self, article: int, at: datetime, text: Text) -> None:
        self.article = article
        self.at = at
        self.headline = text.headline or ""
        named = [(block_names(block.text), block) for block in text.blocks]
        self.blocks = {names.exact: block.text for names, block in named}
        self.shapes = {names.exact: names.shape for names, _ in named}
        self.linked = frozenset(names.exact for names, block in named if block.links)
        order = list(self.blocks)
        self.edge = frozenset(order[:FIRST] + order[-LAST:])

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words."""
        return _telling([self.headline, *self.blocks.values()])

    def own_words(self, other: Page) -> frozenset[str]:
        """The telling words outside the blocks that the other page has too, whatever their numbers."""
        theirs = frozenset(other.shapes.values())
        texts = [self.headline, *(text for name, text in self.blocks.items() if self.shapes[name] not in theirs)]
        return _telling(texts)


def _telling(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in _TELLING.findall(text))


@dataclass(frozen=True, slots=True)
class Recurring:
    """A block that recurs: its fingerprint (of a counter its shape), its letters on one page, how many articles had it,
    and why it is noise."""

    fingerprint: str
    text: str
    articles: int
    because: str


@dataclass(frozen=True, slots=True)
class Turn:
    """An article between two captures: which blocks came, which went, and which read the same but for their digits."""

    page: Page  # as it read after
    since: datetime  # when it first read as before
    came: dict[str, str]  # letters by fingerprint
    went: dict[str, str]
    counted: dict[str, str]  # letters after, by shape


def turn(old: Page, new: Page) -> Turn:
    """What came, went and counted between two readings of one article."""
    came, went = _only_in(new, old), _only_in(old, new)
    shapes = {old.shapes[name] for name in went}
    counted = {new.shapes[name]: text for name, text in came.items() if new.shapes[name] in shapes and _says(text)}
    return Turn(
        new,
        old.at,
        {name: text for name, text in came.items() if new.shapes[name] not in counted},
        {name: text for name, text in went.items() if old.shapes[name] not in counted},
        counted,
    )


def _only_in(page: Page, other: Page) -> dict[str, str]:
    return {name: text for name, text in page.blocks.items() if name not in other.blocks}


def _says(counter: str) -> bool:
    """Whether a counter has words enough to be known by."""
    return len(_WORD.findall(counter)) >= COUNTER_WORDS


def one_event(a: Page, b: Page) -> bool:
    """Whether two articles seem to be about one event, judged by the words outside what both have."""
    mine, theirs = a.own_words(b), b.own_words(a)
    if min(len(mine), len(theirs)) < OWN_WORDS:
        return True
    return len(mine & theirs) >= ONE_EVENT * len(mine | theirs)


def events(pages: Iterable[Page], enough: int) -> int:
    """Under how many events the pages are, counted no further than `enough`: pages of which no two are about one.

    Those that say most come first, lest one that says too little to be told from any other hide them all.
    """
    found: list[Page] = []
    for page in sorted(pages, key=lambda page: -len(page.words)):
        if all(page.article != other.article and not one_event(page, other) for other in found):
            found.append(page)
            if len(found) == enough:
                break
    return len(found)


def at_least(count: int, total: int) -> float:
    """The share that `count` of `total` speak for at least: the lower end of Wilson's interval (JASA 22, 1927)."""
    share, square = count / total, CERTAIN**2
    spread = CERTAIN * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return (share + square / (2 * total) - spread) / (1 + square / total)


def standing(pages: Sequence[Page]) -> list[Recurring]:
    """The blocks that stand under several events and many articles; one page an article, all of one source."""
    where: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for block in page.blocks:
            where[block].append(page)
    found = []
    for block, under in where.items():
        if len(under) < EVENTS:
            continue
        edge, linked = sum(block in page.edge for page in under), sum(block in page.linked for page in under)
        moments = [page.at for page in under]
        among = _among(pages, under, edge, min(moments), max(moments))
        if at_least(len(under), among) < (SHARE_LINKED if linked * 2 >= len(under) else SHARE):
            continue
        enough = EVENTS if max(moments) - min(moments) > DAYS else EVENTS_WITHIN_DAYS
        if len(under) >= enough and events(under, enough) == enough:
            because = f"stands under {len(under)} of {among} articles, about {enough} events or more"
            found.append(Recurring(block, under[0].blocks[block], len(under), because))
    return found


def _among(pages: Sequence[Page], under: Sequence[Page], edge: int, first: datetime, last: datetime) -> int:
    """Of how many articles those with a block are a share: of those seen in its time, or of all if it stands at the
    edge, `edge` times, less often than not."""
    return len(pages) if edge * 2 < len(under) else sum(first <= page.at <= last for page in pages)


def turning(turns: Sequence[Turn]) -> list[Recurring]:
    """The blocks that came, or went, under several events within one crawl; all of one source.

    Where a sentence of news comes, other words come or go with it; a promotion comes alone, or with its like.
    """
    often = Counter(block for one in turns for block in (*one.came, *one.went))
    alone = {id(one.page) for one in turns if all(often[block] > 1 for block in (*one.came, *one.went))}

    def is_the_sites(_block: str, crawl: Sequence[Page]) -> bool:
        changed = sum(crawl[0].at <= one.page.at <= crawl[-1].at for one in turns)
        by_itself = sum(id(page) in alone for page in crawl)
        return by_itself * 2 >= len(crawl) and at_least(len(crawl), changed) >= SHARE_TURNING

    came = _in_one_crawl("came", [(one.page, one.came) for one in turns], is_the_sites)
    went = _in_one_crawl("went", [(one.page, one.went) for one in turns], is_the_sites)
    return list(({one.fingerprint: one for one in (*went, *came)}).values())


def counting(turns: Sequence[Turn], pages: Sequence[Page]) -> list[Recurring]:
    """The blocks that counted under several events within one crawl and that stand, whatever their digits, where noise
    stands; all of one source, and a page an article."""

    def is_the_sites(shape: str, _crawl: Sequence[Page]) -> bool:
        under = [page for page in pages if shape in page.shapes.values()]
        if not under:
            return False
        edge = sum(any(page.shapes[name] == shape for name in page.edge) for page in under)
        # Where it counts the page is as young as the count: it has stood there for longer.
        first = min(*(page.at for page in under), *(one.since for one in turns if shape in one.counted))
        return at_least(len(under), _among(pages, under, edge, first, max(page.at for page in under))) >= SHARE

    return list(_in_one_crawl("counted", [(one.page, one.counted) for one in turns], is_the_sites))


def _in_one_crawl(
    verb: str, sides: Iterable[tuple[Page, dict[str, str]]], is_the_sites: Callable[[str, Sequence[Page]], bool]
) -> Iterator[Recurring]:
    """The blocks that are in the sides of turns under several events within one crawl, and seem to be the site's."""
    where: defaultdict[str, list[Page]] = defaultdict(list)
    letters: dict[str, str] = {}
    for page, side in sorted(sides, key=lambda one: one[0].at):
        for block, text in side.items():
            where[block].append(page)
            letters.setdefault(block, text)
    for block, pages in where.items():
        for crawl in _crawls(pages):
            if len(crawl) >= TURNS and is_the_sites(block, crawl) and events(crawl, TURNS) == TURNS:
                articles = len({page.article for page in crawl})
                because = f"{verb} under {articles} articles in one crawl, about {TURNS} events or more"
                yield Recurring(block, letters[block], articles, because)
                break


def _crawls(pages: Sequence[Page]) -> Iterator[list[Page]]:
    """The pages, in the order of time, in groups that one crawl may have fetched."""
    group: list[Page] = []
    for page in pages:
        if group and page.at - group[0].at > CRAWL:
            yield group
            group = []
        group.append(page)
    yield group
