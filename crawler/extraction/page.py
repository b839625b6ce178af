"""The stages for a page: its tree is parsed once; metadata, pruning, body and blocks all read that tree.

parse → metadata → pieces and suspect regions → posts of a live blog → prune → trafilatura → complete
      → rescue if thin → headline and standfirst → notices → classify → kind → blocks and stripped pieces
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import (
    appended,
    body,
    by_trafilatura,
    claims,
    classify,
    live,
    metadata,
    notices,
    pages,
    phrases,
    prune,
    standfirst,
    state,
    streams,
    teasers,
    tree,
)
from crawler.extraction.identity import EXTRACTOR
from crawler.extraction.language import language_of
from crawler.extraction.metadata import jsonld, paywall
from crawler.extraction.pieces import letters
from crawler.extraction.rescue import THIN, Rescued, rescue, rescue_posts
from crawler.extraction.walk import gather
from storage.records import Block, BlockKind, Extraction, Guess, PageKind, Reason, Stripped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.metadata import Metadata
    from crawler.extraction.pieces import Piece


BUTTON = 16  # characters; "Subscribe today!" asks for a subscription on pages that are free as well


def read(source: bytes, url: str | None) -> Extraction:
    """What a reader sees of a page in UTF-8, and what was taken out of it.

    Raises PageError for a page that cannot be read.
    """
    root = tree.parse(source)
    landmarks = tree.landmarks(root)
    if landmarks["template"]:
        streams.settle(root, landmarks["template"], source)
        landmarks = tree.landmarks(root)
    told = metadata.read(root, landmarks, url)
    scripts = [script for script in (*landmarks["script"], *landmarks["noscript"]) if not script.get("src")]
    claim = claims.claim_of(landmarks, told.jsonld, url)
    etree.strip_elements(root, *tree.UNSEEN, with_tail=False)
    tree.bound(root, len(source))
    found = gather(root, prune.suspect)
    claim = claim or claims.claim_by_names(landmarks["time"], found.pieces, url)
    claim = claim or claims.claim_by_clocks(found.pieces, url)
    posts = [] if claim is None else live.series_of(root, found.pieces, claim)
    prune.prune(found, landmarks["h1"], paywall.classes_of_text(told.articles[:1]))
    etree.strip_elements(root, *tree.SILENT, with_tail=False)

    pieces = found.pieces
    headlines = _headlines(told)
    headline = classify.headline_of(pieces, headlines)
    is_live = live.mark(pieces, posts, claim)
    is_parted = not is_live and appended.part(pieces, headline, url)
    if not is_live:
        teasers.let_go_of_twins(pieces, headline, url)
    prose = (piece.element for piece in pieces if piece.prose and piece.reason is None)
    body.anchor(pieces, by_trafilatura.found_in(root, prose))
    body.complete(pieces, told.byline)
    # A rescue of a page that shows but other articles or videos would find these again.
    others = told.kind is PageKind.FRONT or (told.kind is PageKind.VIDEO and teasers.let_go_on_video(pieces))
    rescued = None if others else _rescued(pieces, told, scripts, root, None if is_parted else source)
    if rescued is not None:
        pieces = [*pieces, *rescued.pieces]

    language = language_of(" ".join(p.text for p in pieces if p.kept and p.prose), told.language)
    start = _start(pieces, [] if headline is None else [headline])
    led = standfirst.find(pieces, headline, start, [description.text for description in told.descriptions], language)
    for number in led:
        pieces[number].told = True
    start = _start(pieces, [] if headline is None else [headline])
    said = notices.take(pieces, headline, language)
    classify.strip(pieces, headline, start, headlines, language, told.byline)
    top = [pieces[headline].text] if headline is not None else []
    opening = pieces[headline or 0 : start + 1]
    kind = PageKind.LIVE if is_live else pages.kind_of(pieces, [told.headline or "", *top], told, opening)
    blocks, stripped = _sorted_out(pieces, headline, language)
    return Extraction(
        EXTRACTOR,
        headline=told.headline or next(iter(top), None),
        standfirst=" ".join(pieces[number].text for number in led) or None,
        byline=told.byline,
        published=told.published,
        modified=told.modified,
        language=language,
        canonical_url=told.canonical_url,
        amp_url=told.amp_url,
        site=told.site,
        section=told.section,
        tags=told.tags,
        kind=kind,
        paywalled=told.paywalled or _walled(stripped, language),
        blocks=blocks,
        stripped=stripped,
        notices=() if kind is PageKind.FRONT else said,
        body_source="page" if rescued is None else rescued.source,
        error=None if blocks or kind is not PageKind.ARTICLE else "no text of an article was found",
    )


def _headlines(told: Metadata) -> list[str]:
    """What the page calls the article."""
    found = [told.headline]
    for thing in told.articles[:1]:
        found += [jsonld.text_in(thing.get(key)) for key in ("headline", "alternativeHeadline", "name")]
    return [text for text in found if text]


def _rescued(
    pieces: Sequence[Piece], told: Metadata, scripts: Sequence[HtmlElement], root: HtmlElement, source: bytes | None
) -> Rescued | None:
    """A body from elsewhere where hardly any is seen; what it repeats of the seen one is marked as a duplicate.

    Without `source` the page itself is not read once more: that would find the next article again.
    """
    shown = [piece for piece in pieces if piece.kept and piece.prose]
    if sum(piece.prose for piece in shown) >= THIN:
        return None
    title = letters(told.headline or "")
    bodies = [
        state.Found(state.as_markup(body), letters(jsonld.text_in(thing.get("headline")) or "") == title != "")
        for thing in told.articles
        if isinstance(body := thing.get("articleBody"), str)
    ]
    blogs = [thing for thing in told.articles if "LiveBlogPosting" in jsonld.types(thing)]
    rescued = rescue_posts(shown, blogs[:1])
    taken = {piece.key for piece in pieces if piece.reason is not None}
    rescued = rescued or rescue(shown, told.headline, bodies, scripts, root, source, taken)
    if rescued is not None:
        whole = "".join(piece.key for piece in rescued.pieces)
        for piece in pieces:
            if piece.kept and piece.key in whole:
                piece.reason = Reason.DUPLICATE
    return rescued


def _start(pieces: Sequence[Piece], but: Sequence[int]) -> int:
    """Where the first paragraph is."""
    return next((n for n, piece in enumerate(pieces) if piece.kept and piece.prose and n not in but), len(pieces))


def _walled(stripped: Sequence[Stripped], language: str | None) -> Guess | None:
    """That readers must pay, as far as a line of the page says so; subscribers, who see no such line, may see more.

    The name of an element says it of buttons on every page of a site, and so do a button's few words.
    """
    lines = (piece.text for piece in stripped if piece.reason is Reason.PAYWALL)
    said = next(
        (text for text in lines if len(text) > BUTTON and phrases.reason_of(text, language) is Reason.PAYWALL), None
    )
    return None if said is None else Guess(True, f"the page says: {said[:60]}")


def _is_in(scope: HtmlElement, place: HtmlElement) -> bool:
    return place is scope or scope in place.iterancestors()


def _sorted_out(
    pieces: Sequence[Piece], headline: int | None, language: str | None
) -> tuple[tuple[Block, ...], tuple[Stripped, ...]]:
    """Blocks, and what was taken out around and between them within the element that holds the article."""
    kept = [number for number, piece in enumerate(pieces) if piece.kept]
    if not kept:
        return (), ()
    first = min(kept[0], kept[0] if headline is None else headline)
    scope = body.scope_of(
        [pieces[number].element for number in kept], None if headline is None else pieces[headline].element
    )
    start, end = first, kept[-1] + 1
    # What stands in an element stands in a row.
    while scope is not None and start and _is_in(scope, pieces[start - 1].place):
        start -= 1
    while scope is not None and end < len(pieces) and _is_in(scope, pieces[end].place):
        end += 1
    taken = [piece for piece in pieces[start:end] if not piece.kept and not piece.told]
    classify.say_why(taken, language)
    blocks: list[Block] = []
    stripped: list[Stripped] = []
    out = {id(piece) for piece in taken}
    for piece in pieces:
        if id(piece) in out:
            stripped.append(Stripped(piece.text, piece.reason or Reason.OTHER, len(blocks)))
        elif piece.kept and piece.post is None:
            blocks.append(Block(piece.text, piece.kind, links=piece.links))
        elif piece.kept and piece.post is not None:
            blocks.append(Block(piece.text, BlockKind.POST, piece.post.id, piece.post.at, piece.links))
    return tuple(blocks), tuple(stripped)
