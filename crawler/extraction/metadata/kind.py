"""What kind of page the head says it is; the blocks may know better (a front page that calls itself an article)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import jsonld
from storage.records import PageKind

if TYPE_CHECKING:
    from crawler.extraction.metadata.marks import Marks

_GALLERIES = frozenset({"ImageGallery", "MediaGallery"})
_VIDEO_URL = re.compile(r"/(?:video|videos|watch|mediathek|videa|vidéos?|wideo)(?:/|$|-)", re.IGNORECASE)
_GALLERY_URL = re.compile(
    r"/(?:gallery|galleries|photos|pictures|bilder|bildergalerie|fotostrecke|fotos|galeria|diaporama|galerie|slideshow)(?:/|$|-)",
    re.IGNORECASE,
)
_OPINION_URL = re.compile(
    r"/(?:opinions?|comment-?is-?free|commentisfree|kommentar[e]?|meinung|opinion[ei]?|opini[oó]n|opini[aã]o|editorials?|columns?|columnists?|tribunes?|idees|debatt|kronikk|ledare?|leserbrief|op-?ed|mielipide|kolumni[t]?|opinie|publicystyka|komentar[ez]e?|mneniya)(?:/|$|-)",
    re.IGNORECASE,
)


def kind_of(
    things: tuple[jsonld.Thing, ...],
    articles: list[jsonld.Thing],
    marks: Marks,
    url: str | None,
    section: str | None,
    language: str | None,
) -> PageKind:
    """The kind by JSON-LD type, og:type, address and section, in this order."""
    path = urlsplit(url or "").path
    mine = {id(thing) for thing in articles}
    kinds_of = ((thing, jsonld.types(thing)) for thing in things)
    # An article that is not the page's says nothing of it.
    every = [kinds for thing, kinds in kinds_of if id(thing) in mine or not kinds & jsonld.ARTICLES]
    own = jsonld.types(articles[0]) if articles else set()
    og = (marks.first("ogtype") or "").lower()
    if path.strip("/") == "" and url:
        return PageKind.FRONT
    if "LiveBlogPosting" in own or any("LiveBlogPosting" in kinds for kinds in every):
        return PageKind.LIVE
    if (
        own & {"OpinionNewsArticle"}
        or _OPINION_URL.search(path)
        or (section and folded(section) in phrases.words("opinion", language))
    ):
        return PageKind.OPINION
    is_article = bool(own & jsonld.ARTICLES - {"CreativeWork"}) or og == "article"
    if not is_article:
        if og.startswith("video") or (own & {"VideoObject"} and _VIDEO_URL.search(path)):
            return PageKind.VIDEO
        if any(kinds & _GALLERIES for kinds in every):
            return PageKind.GALLERY
        if og == "website" and any("CollectionPage" in kinds for kinds in every):
            return PageKind.FRONT
    elif _GALLERY_URL.search(path) and any(kinds & _GALLERIES for kinds in every):
        return PageKind.GALLERY
    return PageKind.ARTICLE
