"""The notation of the phrase tables.

A phrase is plain words with a little notation, so that whoever speaks the language can read and add one:

    (a|b)   one of these                    [a]     perhaps this
    …       anything within the sentence    a*      any ending of the word
    #       a number                        @       at the end: perhaps a day and a time, then a colon, stop or dash

What a phrase is made into may be asked of a text from the cheapest on: the words that it needs, its beginning, and the
regular expression.
"""

from __future__ import annotations

import re
from functools import cache

from crawler.extraction.folding import UNSPACED, fold

MOMENT = " @"  # at the end of a phrase; what it is depends on the language
OPENING = 4  # characters that tell most blocks from all phrases

_PART = re.compile(r"\[|\]|\(|\)|\||…|\*|#|[^\[\]()|…*#]+")
_NOTATION = {"(": "(?:", "|": "|", ")": ")", "*": r"\w*", "#": r"\d+"}
_GAP = r"(?:[^.!?。]|(?<=\d)\.|\.(?=\d)){0,100}?"  # the stop of "3. Mai" ends no sentence


def compiled(phrase: str) -> str:
    """The regular expression of a phrase up to its moment, to be searched in folded text; it ends where a word ends."""
    phrase = phrase.removesuffix(MOMENT)
    out: list[str] = []
    parts = _PART.findall(phrase)
    opening: list[bool] = []  # for every open "[", whether the space after it is optional with it
    for number, part in enumerate(parts):
        before, after = parts[number - 1] if number else "(", "".join(parts[number + 1 : number + 2])
        if part == "[":
            spaced = bool(out) and out[-1].endswith("\\ ")
            if spaced:
                out[-1] = out[-1][:-2]
            opening.append(not spaced and (before in ("(", "|") or out[-1] == ""))
            out.append("(?:\\ (?:" if spaced else "(?:(?:")
        elif part == "]":
            out.append(")\\ )?" if opening.pop() and after.startswith(" ") else "))?")
        elif part == "…":
            if out and out[-1].endswith("\\ "):
                out[-1] = out[-1][:-2] + r"(?:\b|(?= ))"
            elif not out and (words := fold(after).split()) and words[0].isalpha():
                out.append(f"(?=.*{words[0]})")  # else the gap is tried on every block: a third of all time spent here
            out.append(_GAP)
        elif part in _NOTATION:
            out.append(_NOTATION[part])
        else:
            literal = fold(part)
            if before == "…" and literal.startswith(" "):
                out.append(r"(?:\b|(?<= ))")
                literal = literal[1:]
            elif before == "]" and out[-1] == ")\\ )?":
                literal = literal.removeprefix(" ")
            out.append(re.escape(literal))
    last = next((c for c in reversed(phrase) if c not in "()[]|…*#"), "")
    tail = r"(?!\w)" if last.isalnum() and not UNSPACED.match(last) else ""
    return f"(?:{''.join(out)}){tail}"


def needed(phrase: str) -> tuple[str, ...]:
    """Words of a phrase, folded, of which every text that it matches holds one; the empty one where there is none."""
    choices: list[list[str]] = []  # for each place that no text goes without, the words that may stand there
    opened = ""
    for part in _PART.findall(phrase.removesuffix(MOMENT)):
        if part in "([":
            if not opened:
                choices.append([""])
            opened += part
        elif part in ")]":
            opened = opened[:-1]
        elif part == "|" and opened == "(":
            choices[-1].append("")
        elif part not in _NOTATION and part != "…" and not opened:
            choices.append([fold(part).strip()])
        elif part not in _NOTATION and part != "…" and opened == "(":
            choices[-1][-1] = max(choices[-1][-1], fold(part).strip(), key=len)
    return tuple(max(choices, key=lambda words: min(map(len, words)), default=[""]))


@cache
def openings(phrase: str) -> frozenset[str]:
    """What the texts that a phrase matches begin with: OPENING characters, folded, or what comes before a gap."""
    begun = (fold(" ".join(text.split())) for text in _beginnings(phrase.removesuffix(MOMENT), 2 * OPENING))
    return frozenset(text[:OPENING].strip() for text in begun)


def _beginnings(phrase: str, size: int) -> set[str]:
    """The first characters of all that a phrase may be read as, without its gaps and what follows them."""
    if not size or phrase[:1] in ("", "…", "#", "*"):
        return {""}
    if phrase[0] not in "([":
        return {phrase[0] + more for more in _beginnings(phrase[1:], size - 1)}
    choices, depth, start = [""] if phrase[0] == "[" else [], 0, 1
    for at, mark in enumerate(phrase):
        depth += (mark in "([") - (mark in ")]")
        if depth == 0 or (depth == 1 and mark == "|"):
            choices.append(phrase[start:at])
            start = at + 1
        if depth == 0:
            break
    return {text for choice in choices for text in _beginnings(choice + phrase[start:], size)}
