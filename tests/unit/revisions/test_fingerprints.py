"""What a reader sees as a difference, and what makes no revision."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from storage.records import Block, BlockKind, Notice, NoticeKind, Text
from storage.revisions import block_fingerprint, block_names, compare, fingerprint, without_noise
from storage.revisions.stamps import stamp_table, stamps
from tests.unit.revisions.texts import article, lines, texts

SAME = {
    "white space": ("Two people  were\tkilled.", "Two\xa0people were killed. "),
    "Unicode form": ("Café Zoë", "Cafe\u0301 Zoe\u0308"),
    "Hangul written in its parts": ("각국", unicodedata.normalize("NFD", "각국")),
    "straight and curly quotes": ('He said: "It\'s over."', "He said: “It’s over.”"),
    "German quotes": ("„Nein“, sagte er.", '"Nein", sagte er.'),
    "guillemets with and without spaces": ("« Non », dit-il.", "«Non», dit-il."),
    "guillemets and quotes": ("« Non », dit-il.", "“Non”, dit-il."),
    "space before a French sign": ("Quoi ? Vraiment !", "Quoi? Vraiment !"),
    "space before a per cent sign": ("Es waren 5 %.", "Es waren 5%."),
    "zero-width space": ("Two people", "Two\u200b people"),
    "byte order mark": ("Two people", "\ufeffTwo people"),
    "soft hyphen": ("Donaudampfschiff", "Donau\xaddampf\xadschiff"),
    "direction marks": ("قال الوزير", "\u200fقال الوزير\u200e"),
    "variation selector": ("I ❤ it", "I ❤\ufe0f it"),
    "ellipsis": ("Wait … what…", "Wait ... what..."),
    "dash between words": ("Kyiv – the capital", "Kyiv — the capital"),
    "double hyphen for a dash": ("Kyiv -- the capital", "Kyiv — the capital"),
    "dash between numbers": ("2010-2012", "2010–2012"),
    "hyphen that does not break": ("twenty-one", "twenty\u2011one"),
    "ligature": ("first office", "ﬁrst oﬃce"),
    "control character": ("Two people", "Two\x00 people"),
    "stamp with hard spaces": ("Updated 2\xa0hours\u202fago", "Updated 3 hours ago"),
    "stamp in another Unicode form": (unicodedata.normalize("NFD", "Geändert vor 2 Stunden"), "Geändert vor 3 Stunden"),
    "space between ideographs": ("昨天 下雨。", "昨天下雨。"),
}
DIFFERENT = {
    "case": ("Covid rules", "COVID rules"),
    "digit": ("2 killed", "3 killed"),
    "accent": ("resume", "résumé"),
    "full stop": ("The end", "The end."),
    "space inside a word": ("every day", "everyday"),
    "single and double quotes": ("‘Over’", "“Over”"),
    "quotes gone": ("“Over”", "Over"),
    "hyphen gone": ("re-cover", "recover"),
    "dash and hyphen inside a word": ("man—eating", "man-eating"),
    "superscript": ("m²", "m2"),
    "family and three people": ("👨\u200d👩\u200d👧", "👨👩👧"),
    "skin tone": ("👍", "👍🏽"),
    "flag": ("🇫🇷", "🇩🇪"),
    "joiner that shows in Persian": ("می\u200cخواهم", "میخواهم"),
    "one Thai mark": ("กำ", "กํ"),
    "one ideograph": ("昨天下雨。", "昨天下雪。"),
    "enclosing mark": ("5", "5\u20dd"),
    "clock inside a sentence": ("Police arrested him 2 hours ago.", "Police arrested him 3 hours ago."),
    "date of its own": ("3 March 2024", "4 March 2024"),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME.keys())
def test_what_no_reader_sees_makes_no_revision(old: str, new: str) -> None:
    assert fingerprint(article(old)) == fingerprint(article(new))
    assert fingerprint(article(headline=old)) == fingerprint(article(headline=new))
    assert compare(article(old), article(new)).empty


@pytest.mark.parametrize(("old", "new"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_a_reader_sees_makes_one(old: str, new: str) -> None:
    assert fingerprint(article(old)) != fingerprint(article(new))
    assert not compare(article(old), article(new)).empty


@given(texts())
def test_the_unicode_form_of_a_text_makes_no_difference(text: Text) -> None:
    for form in ("NFC", "NFD"):
        other = replace(
            text,
            headline=text.headline and unicodedata.normalize(form, text.headline),
            blocks=tuple(Block(unicodedata.normalize(form, block.text)) for block in text.blocks),
        )
        assert fingerprint(other) == fingerprint(text)


@given(lines)
def test_an_invisible_letter_at_the_end_changes_no_words(line: str) -> None:
    # It also sends the line down the slow path: both must cut the same words.
    plain = line.replace("\ud800", "")
    assert fingerprint(article(plain + ".")) == fingerprint(article(plain + ".\u2060"))


def test_every_field_counts() -> None:
    text = Text(
        "Headline", "Standfirst", ("Ann Lee",), (Block("Body."),), (Notice("Corrected.", NoticeKind.CORRECTION),), "en"
    )
    others = [
        replace(text, headline="Headlines"),
        replace(text, standfirst=None),
        replace(text, byline=("Ann Lea",)),
        replace(text, blocks=(Block("Body!"),)),
        replace(text, notices=()),
    ]
    assert len({fingerprint(other) for other in [text, *others]}) == 6


def test_a_word_in_another_field_is_a_difference() -> None:
    assert fingerprint(Text(headline="Yes")) != fingerprint(Text(standfirst="Yes"))


def test_where_a_paragraph_ends_makes_no_revision_but_order_does() -> None:
    whole = article("One is here. Two is there.")
    assert fingerprint(whole) == fingerprint(article("One is here.", "Two is there."))
    assert fingerprint(whole) == fingerprint(article("One is here.", "", "Two is", "there."))
    assert fingerprint(whole) != fingerprint(article("Two is there.", "One is here."))


def test_kinds_language_and_links_make_no_revision() -> None:
    text = article("One is here.")
    subhead = Text(blocks=(Block("One is here.", BlockKind.SUBHEAD),), language="de")
    assert fingerprint(text) == fingerprint(subhead)


def test_a_stamp_makes_no_revision_wherever_it_stands() -> None:
    plain = article("Kyiv woke to sirens.")
    for stamp in ("Updated 2 hours ago", "5 min ago", "Aktualisiert vor 3 Stunden", "更新于2小时前"):
        assert fingerprint(article(stamp, "Kyiv woke to sirens.")) == fingerprint(plain)
    one, other = "Ann Lee | 2 hours ago", "Ann Lee | 3 hours ago"
    assert fingerprint(article(one)) == fingerprint(article(other)) != fingerprint(article("Bob Ray | 2 hours ago"))
    change = compare(article(one, "Text."), article(other, "Text."))
    assert change.empty


@pytest.mark.parametrize("language", sorted(stamp_table()))
def test_stamps_of_a_language_are_known_and_sentences_are_not(language: str) -> None:
    row = stamp_table()[language]
    for example in row["examples"]:
        assert stamps(example) == [(0, len(example))], example
        assert stamps(f"Ann Lee | {example}")[-1][1] == len(f"Ann Lee | {example}"), example
    for example in row["counterexamples"]:
        assert stamps(example) == [], example


def test_noise_is_left_out_on_both_sides() -> None:
    noise = frozenset({block_fingerprint("Sign  up for “our” newsletter")})
    with_noise, without = article("News.", 'Sign up for "our" newsletter'), article("News.")
    assert fingerprint(with_noise) != fingerprint(without)
    assert fingerprint(with_noise, noise) == fingerprint(without, noise) == fingerprint(without)
    assert without_noise(with_noise, noise) == without
    assert without_noise(with_noise, frozenset()) is with_noise


def test_noise_names_a_counter_whatever_it_shows() -> None:
    names = block_names("Join the 12,345 people who support us")
    for number in ("7", "12.401", "12 401", "1,234,567"):
        assert block_names(f"Join the {number} people who support us").shape == names.shape
        seen = article("News.", f"Join the {number} people who support us")
        assert without_noise(seen, frozenset({names.shape})) == article("News.")
        assert without_noise(seen, frozenset({names.exact})) == seen


def test_a_block_without_digits_has_one_name() -> None:
    assert block_names("Sign up").exact == block_names("Sign up").shape == block_fingerprint("Sign up")
    assert block_names("Join 7 people").shape != block_names("Join people").shape
