"""Who wrote an article: JSON-LD and meta elements first, the visible byline where these name only the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import jsonld, names, signed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from crawler.extraction.metadata.marks import Marks
    from crawler.extraction.metadata.visible import Shown

METAS = (
    "author", "articleauthor", "parselyauthor", "sailthruauthor", "byl", "articlebyline", "dccreator", "dctermscreator",
    "citationauthor", "cxenseparseauthor", "vrauthor", "authorname", "authors", "dcauthor", "newsauthor",
    "parselypageauthors", "parselypageauthor",
)  # fmt: skip
MOST_PEOPLE = 12
DEEPEST = 4
SHORTEST_HOUSE = 5  # letters of a word that may stand for the house


def byline_of(
    shown: Shown,
    articles: list[jsonld.Thing],
    things: tuple[jsonld.Thing, ...],
    marks: Marks,
    language: str | None,
    house: Collection[str],
) -> tuple[str, ...]:
    """The names, without duplicates, in the order of the page; empty where the page names nobody.

    `house` are the folded names of the site. It is named only where the page names nobody else.
    """
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    found = [
        *(
            _distinct(_people_in(thing.get(key), by_id, language, 0))
            for thing in articles[:4]
            for key in ("author", "creator")
        ),
        *(
            _distinct(name for value in marks.metas.get(key, ()) for name in _marked_up(value, language))
            for key in METAS
        ),
    ]
    if folded(marks.first("twitterlabel1") or "") in phrases.words("by", language):  # a card's "Written by"
        named = _marked_up(marks.first("twitterdata1") or "", language)
        found.append(_distinct(name for name in named if not is_login(name)))
    for people in found:
        persons = tuple(name for name in people if not is_house(name, house, language))
        if len(persons) < len(people):  # "The Herald, Springfield": what stands beside the house is its place
            persons = tuple(name for name in persons if not names.is_place(name))
        if persons and not all(is_login(name) for name in persons):
            return _completed(persons, shown, house, language)
    seen = _distinct(signed.people_of(shown, language))
    return (
        tuple(name for name in seen if not is_house(name, house, language))
        or tuple(name for name in signed.linked_people(shown.tree, language) if not is_house(name, house, language))
        or seen
        or signed.boxed_people(shown, language)
        or signed.desk_of(shown, language)
        or next((people for people in found if people), ())
    )


def _completed(persons: tuple[str, ...], shown: Shown, house: Collection[str], language: str | None) -> tuple[str, ...]:
    """The people whom the head names, with those whom the page names beside them; in full where they are short."""
    linked = signed.linked_people(shown.tree, language)
    if set(linked) > set(persons):
        return linked
    if all(map(is_short, persons)):
        return signed.people_of(shown, language) or persons
    known = {folded(name): name for name in persons}
    beside = signed.people_beside(persons[0], shown, language)
    seen = (name for name in beside if not is_house(name, house, language))
    said = {folded(name): known.get(folded(name), name) for name in seen}
    return tuple(said.values()) if said.keys() > known.keys() else persons


def is_house(name: str, house: Collection[str], language: str | None) -> bool:
    """Whether a name is the site's own, perhaps shortened or with a word more, or that of a desk."""
    seen = folded(name)
    if seen in house or names.is_role(name, language):
        return True
    return any(len(known) > 1 and (f" {known} " in f" {seen} " or is_short_for(known, seen.split())) for known in house)


def is_short_for(known: str, words: list[str]) -> bool:
    """Whether one of some words is most of a site's name: "Herald" of heraldnews."""
    return any(len(word) >= SHORTEST_HOUSE and known.startswith(word) and len(word) * 2 > len(known) for word in words)


def is_short(name: str) -> bool:
    """Whether a name is a first name or a pen name, which a page may give in full: one word, and no agency."""
    return names.is_place(name)


def is_login(name: str) -> bool:
    """Whether a name is that of an account: one word in small letters, perhaps with a dot or digits."""
    return " " not in name and name.isascii() and name.islower()


def _people_in(value: Any, by_id: dict[str, jsonld.Thing], language: str | None, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _people_in(item, by_id, language, depth + 1)
    elif isinstance(value, dict):
        name, known = value.get("name"), by_id.get(str(value.get("@id")))
        if not name and known is not None and known is not value:
            yield from _people_in(known, by_id, language, depth + 1)
        else:
            yield from _people_in(name, by_id, language, depth + 1)
    elif isinstance(value, str) and (text := jsonld.text_in(value)):
        yield from _marked_up(text, language)


def _marked_up(value: str, language: str | None) -> Iterator[str]:
    """The names in a marked-up value, which may be one name, a list in one string, or no name at all."""
    if not value.startswith(("http://", "https://", "@", "/")):
        yield from names.people(value, language)


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in found:
        seen.setdefault(folded(name), name)
        if len(seen) >= MOST_PEOPLE:
            break
    return tuple(seen.values())
