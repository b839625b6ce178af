"""How an edition becomes a page: `pages/NAME.html` around the pieces, dressed as `pages/pieces.toml` says."""

from __future__ import annotations

import html
import json
import re
import tomllib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from storage.records import BlockKind, Reason, Stripped
from tests.newsroom.articles import BOLD, LINK, Article, Edition

PAGES = Path(__file__).parent / "pages"
SITE = "The Merrow Courant"

TEMPLATES = {path.stem: path.read_text("utf-8") for path in PAGES.glob("*.html")}
DRESS = tomllib.loads((PAGES / "pieces.toml").read_text("utf-8"))

# What a page says around every article, with the reason why it is no part of the text: [[reason: words]].
AROUND = re.compile(r"\[\[([a-z]+): (.*?)\]\]")

PROMOS = (
    ("Gull steals mayor's hat for the second time", "He has ordered a third."),
    ("The winter the harbour froze", "Forty photographs from the attic of a ship's chandler."),
    ("Six ways with smoked eel", "The last one needs a blowtorch."),
    ("Lighthouse for sale, one careful keeper", "Viewings at low tide only."),
    ("Why the tide tables were wrong", "A clerk, a comma and two wet Sundays."),
    ("Choir seeks basses", "Or anyone who can stand at the back and look like one."),
    ("Crossword 4,118", "Three across is a fish again."),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What differs between two requests for one page though nobody edited it."""

    visit: int  # requests so far

    @property
    def ago(self) -> int:
        return 2 + self.visit % 57

    @property
    def promos(self) -> tuple[tuple[str, str], ...]:
        return tuple(PROMOS[(self.visit + n) % len(PROMOS)] for n in range(3))


def page(article: Article, edition: Edition, *, base: str, path: str, moment: Moment, amp: bool = False) -> str:
    """The whole page of an article; `base` is the site's address without a slash at its end."""
    name = "amp" if amp else article.page
    headline = edition.headlines[moment.visit % len(edition.headlines)]
    url = base + path
    slots: dict[str, Any] = {
        "ago": moment.ago,
        "amplink": f'<link rel="amphtml" href="{base}/amp{path}">' if article.amp else "",
        "authorlinks": " and ".join(
            f'<a rel="author" href="/by/{_slug(n)}">{html.escape(n)}</a>' for n in edition.byline
        ),
        "base": base,
        "body": body(article, edition, name),
        "byline": html.escape(", ".join(edition.byline)),
        "charset": article.charset,
        "day": f"{article.published:%d %B %Y, %H:%M}",
        "headline": html.escape(headline),
        "jsonld": script(json_ld(article, edition, headline, url)),
        "language": article.language,
        "livejsonld": script(live_json_ld(article, edition, headline, url)),
        "modified": edition.modified.isoformat(),
        "name": article.name,
        "promos": promos(moment),
        "published": article.published.isoformat(),
        "section": html.escape(article.section),
        "standfirst": html.escape(edition.standfirst or ""),
        "state": script(state(edition, headline)),
        "url": url,
        "visit": moment.visit,
    }
    return AROUND.sub(r"\2", Template(TEMPLATES[name]).substitute(slots))


def around(article: Article) -> tuple[Stripped, ...]:
    """What the article's page says around its text, without what differs from request to request."""
    found = AROUND.findall(TEMPLATES[article.page])
    return tuple(Stripped(html.unescape(text), Reason(reason)) for reason, text in found if "$" not in text)


def lively(article: Article) -> bool:
    """Two requests for the page may get different bytes though nobody edited it."""
    return article.lively or any(slot in TEMPLATES[article.page] for slot in ("$ago", "$promos", "$visit"))


def body(article: Article, edition: Edition, name: str) -> str:
    """The pieces in the page's markup, neighbouring list items and table rows held together."""
    dress = DRESS["all"] | DRESS.get(name, {})
    parts = []
    for kind, group in groupby(enumerate(edition.pieces), key=lambda numbered: numbered[1].kind):
        inner = [
            Template(dress[kind]).substitute(
                html=inline(piece.source),
                cells="".join(f"<td>{inline(cell.strip())}</td>" for cell in piece.source.split("|")),
                name=article.name,
                count=count,
                id=piece.post,
                at=piece.at.isoformat() if piece.at else "",
                indent="\N{IDEOGRAPHIC SPACE}" if edition.language == "ja" else "",
                end="</article>" if count and any(p.kind == "post" for p in edition.pieces[:count]) else "",
                clock=f"{piece.at:%H:%M}" if piece.at else "",
            )
            for count, piece in group
        ]
        holder = {BlockKind.ITEM: "list", BlockKind.TABLE: "rows"}.get(kind)
        parts += [Template(dress[holder]).substitute(inner="\n".join(inner))] if holder else inner
    return "\n".join(parts)


def inline(source: str) -> str:
    """The HTML of a piece: links, bold words, everything else escaped."""
    text = html.escape(source, quote=False)
    return BOLD.sub(r"<strong>\1</strong>", LINK.sub(r'<a href="\2">\1</a>', text))


def promos(moment: Moment) -> str:
    return "\n".join(
        f'<div class="promo"><a href="/promo/{_slug(title)}?itm_campaign=rotation&amp;itm_visit={moment.visit}">'
        f"<h3>{html.escape(title)}</h3></a><p>{html.escape(line)}</p></div>"
        for title, line in moment.promos
    )


def json_ld(article: Article, edition: Edition, headline: str, url: str) -> dict[str, Any]:
    """What search engines are told: schema.org NewsArticle."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": headline,
        "description": edition.standfirst,
        "datePublished": article.published.isoformat(),
        "dateModified": edition.modified.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in edition.byline],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": SITE,
            "logo": {"@type": "ImageObject", "url": "/logo.png"},
        },
        "articleSection": article.section,
        "inLanguage": article.language,
        "isAccessibleForFree": article.free,
    }


def live_json_ld(article: Article, edition: Edition, headline: str, url: str) -> dict[str, Any]:
    """What search engines are told of a live blog: schema.org LiveBlogPosting without the text of its posts."""
    posts = [
        {
            "@type": "BlogPosting",
            "headline": piece.text,
            "url": f"{url}#{piece.post}",
            "datePublished": f"{piece.at:%Y-%m-%dT%H:%M:%SZ}",
        }
        for piece in edition.pieces
        if piece.kind == "post"
    ]
    about = json_ld(article, edition, headline, url) | {"@type": "LiveBlogPosting", "liveBlogUpdate": posts}
    return about | {"coverageStartTime": article.published.isoformat()}


def state(edition: Edition, headline: str) -> dict[str, Any]:
    """What a page that is put together in the browser carries instead of its text."""
    content = [
        {"type": piece.kind, "html": inline(piece.source), "key": f"el-{n}"}
        for n, piece in enumerate(edition.pieces)
        if piece.kind in set(BlockKind)
    ]
    article = {"headline": headline, "summary": edition.standfirst, "content": content}
    return {"props": {"pageProps": {"article": article}}, "page": "/story/[slug]", "buildId": "m3rr0w"}


def script(value: dict[str, Any]) -> str:
    """JSON that may stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")
