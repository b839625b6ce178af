"""Any number of articles for measuring: `/bulk/N` is article N, 75 to 82 kB with everything around it.

`/bulk/rss/M` is a feed of the first M, `/bulk/front/M` a page with links to them. A page depends on N alone: a second
crawl finds nothing changed.
"""

from __future__ import annotations

import random
from functools import lru_cache

from tests.newsroom.answers import Answer, not_found

SUBJECTS = (
    "The harbour board",
    "A committee of the council",
    "The coastguard",
    "The ferry company",
    "The rowing club",
    "The diocese",
    "A group of parents",
    "The brewers' guild",
    "The province",
    "The university senate",
)
VERBS = ("approved", "postponed", "rejected", "published", "questioned", "defended", "withdrew", "welcomed")
OBJECTS = (
    "a plan for the north quay",
    "the accounts for last year",
    "a report on the fog bell",
    "new rules for moorings",
    "the price of a season ticket",
    "a petition about the tram",
    "the design of the footbridge",
    "a loan of nine million",
)
TAILS = (
    "after a meeting that lasted until midnight",
    "in a letter to the mayor",
    "without giving a reason",
    "by a narrow majority",
    "to the surprise of those in the gallery",
    "for the third time in a year",
    "on the advice of its lawyers",
    "despite a warning from the treasurer",
)


def answer(path: str, base: str) -> Answer:
    """The answer of a path below /bulk/."""
    match path.removeprefix("/bulk/").split("/"):
        case ["front", count] if count.isdecimal():
            links = "".join(f'<li><a href="{base}/bulk/{n}">{headline(n)}</a></li>' for n in range(int(count)))
            return Answer(200, f"<!doctype html><title>All news</title><ul>{links}</ul>".encode())
        case ["rss", count] if count.isdecimal():
            items = "".join(
                f"<item><title>{headline(n)}</title><link>{base}/bulk/{n}</link></item>" for n in range(int(count))
            )
            head = f"<title>Bulk</title><link>{base}/</link><description>All of it</description>"
            return Answer(
                200, f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode(), "application/rss+xml"
            )
        case [number] if number.isdecimal():
            return Answer(200, page(int(number), base))
        case _:
            return not_found(path)


def headline(number: int) -> str:
    chance = random.Random(number)
    return f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)} ({number})"


def paragraphs(number: int) -> list[str]:
    """The text of article `number`: 8 to 24 paragraphs, the same on every call."""
    chance = random.Random(number * 7919 + 1)
    return [
        " ".join(
            f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)} {chance.choice(TAILS)}."
            for _ in range(chance.randint(2, 5))
        )
        for _ in range(chance.randint(8, 24))
    ]


@lru_cache(maxsize=1)
def boilerplate() -> tuple[str, str]:
    """What stands before and after every text: 70 kB of script, style, menus and lists of links."""
    chance = random.Random(4711)
    style = "".join(
        f".c{n}-{chance.randrange(16**6):06x}{{margin:{n % 40}px;color:#{chance.randrange(16**6):06x}}}"
        for n in range(400)
    )
    script = "".join(
        f'window.m{n}=function(a){{return a&&a.k{n}||"{chance.randrange(16**12):012x}"}};' for n in range(600)
    )
    menu = "".join(
        f'<li class="menu__item"><a href="/section/{n}" data-track="nav:{n}">Section {n}</a></li>' for n in range(80)
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/bulk/{n}?itm_source=more"><img src="/t/{n}.jpg" alt="" width="320">'
        f"<h3>{headline(n)}</h3></a></div>"
        for n in range(100_000, 100_090)
    )
    top = f"<style>{style}</style><script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header>"
    footer = "<footer><p>© 2025 The Merrow Courant</p></footer></body></html>"
    return top, f'<aside class="related"><h2>More</h2>{teasers}</aside>{footer}'


@lru_cache(maxsize=256)
def page(number: int, base: str) -> bytes:
    top, bottom = boilerplate()
    title = headline(number)
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))
    day = 1 + number % 28
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Merrow Courant</title>'
        f'<link rel="canonical" href="{base}/bulk/{number}"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2025-02-{day:02}T08:00:00+00:00">{top}'
        f'<main><article><h1>{title}</h1><p class="byline">By Mara Quillfeather</p>{text}</article></main>{bottom}'
    ).encode()
