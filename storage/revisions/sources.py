"""Who says so: the sources that a sentence names beside a speech verb or behind "according to"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from storage.revisions.vocabulary import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.revisions.lexicon import Lexicon

# Words on one side of the verb in which the source is looked for: "the fire brigade's chief of staff said".
NEAR = 6
WINDOW = 120  # letters
BREAK = regex.compile(r"""[,.;:!?()"“”„«»「」\n]|\s[–—-]\s""")

CLOSED = regex.compile(r"""["”»’“」]\s*[,–—-]?\s*$""")


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the sentence words it, its content words and their stems."""

    text: str
    stems: frozenset[str]
    words: tuple[str, ...]


def sources_in(text: str, lexicon: Lexicon) -> tuple[Source, ...]:
    """The sources of a sentence in reading order; pronouns are none."""
    return tuple(dict.fromkeys([*_spoken(text, lexicon), *_cited(text, lexicon)]))


def _spoken(text: str, lexicon: Lexicon) -> Iterator[Source]:
    for verb in lexicon.speech.finditer(text):
        before = BREAK.split(text[max(0, verb.start() - WINDOW) : verb.start()])[-1]
        source = _source(" ".join(before.split()[-NEAR:]), lexicon)
        if source is None:
            source = _inverted(text[: verb.start()], text[verb.end() : verb.end() + WINDOW], lexicon)
        if source is not None:
            yield source


def _inverted(before: str, behind: str, lexicon: Lexicon) -> Source | None:
    """The source behind its verb, «…», said Ann Lee. Only behind a quotation: who is told stands there too."""
    if not CLOSED.search(before[-WINDOW:]):
        return None
    return _source(" ".join(BREAK.split(behind)[0].split()[:NEAR]), lexicon)


def _cited(text: str, lexicon: Lexicon) -> Iterator[Source]:
    for phrase in lexicon.source.finditer(text):
        source = _source(" ".join(BREAK.split(text[phrase.end() : phrase.end() + WINDOW])[0].split()[:NEAR]), lexicon)
        if source is not None:
            yield source


def _source(words: str, lexicon: Lexicon) -> Source | None:
    content = [token for token in tokens(words, lexicon) if not token.function]
    if not content:
        return None
    text = words[content[0].start : content[-1].end]
    return Source(text, frozenset(token.stem for token in content), tuple(token.folded for token in content))
