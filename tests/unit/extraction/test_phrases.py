from __future__ import annotations

import re

import pytest

from crawler.extraction import notation, phrases
from crawler.extraction.folding import folded
from crawler.extraction.notices import notice_of
from storage.records import NoticeKind, Reason

LANGUAGES = ["ar", "cs", "da", "de", "en", "es", "fi", "fr", "he", "hi", "it"]
LANGUAGES += ["ja", "ko", "nl", "no", "pl", "pt", "ru", "sv", "tr", "uk", "zh"]
ROWS = [(code, phrase) for code in LANGUAGES for phrase in phrases.table(code).phrases]
GENUINE = [(code, sentence) for code in LANGUAGES for sentence in phrases.table(code).genuine]


def pattern_of(phrase, code="en"):
    return notation.compiled(phrase) + (phrases.moment(code) if phrase.endswith(notation.MOMENT) else "")


def test_every_language_that_newsrooms_asked_for_has_a_table():
    assert phrases.languages() == tuple(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_table_knows_each_kind_of_notice(code):
    assert {p.notice for p in phrases.table(code).phrases if p.notice} == set(NoticeKind)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phrase_matches_its_own_example(code):
    wrong = []
    for phrase in phrases.table(code).phrases:
        pattern = pattern_of(phrase.text, code)
        text = folded(phrase.example)
        core = phrases.bare(phrase.example)
        found = {
            "line": lambda p=pattern, c=core: re.fullmatch(p + r"[\W_]*", c),
            **dict.fromkeys(("start", "title", "signed"), lambda p=pattern, c=core: re.match(p, c)),
            "within": lambda p=pattern, t=text: re.search(p, t),
        }[phrase.place]()
        if not found:
            wrong.append(phrase)
    assert not wrong


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("(sign up|subscribe) to our … newsletter*", ("newsletter",)),
        ("(we|us) (rely|depend) on (us|him)", ("rely", "depend")),
        ("(Straight [on]|sent) to your inbox", ("to your inbox",)),
        ("[our] (app|a (new|free) one)", ("app", "one")),
        ("(*|light) (ad|advert) … #", ("ad", "advert")),
        ("[more] (*|app)", ("",)),
        ("…", ("",)),
    ],
)
def test_a_text_holds_one_of_the_words_that_a_phrase_needs(phrase, words):
    assert notation.needed(phrase) == words


@pytest.mark.parametrize(
    ("phrase", "begun"),
    [
        ("read more", {"read"}),
        ("(Read|see) [all] more", {"read", "see"}),
        ("[the] (story|piece) is", {"the", "stor", "piec"}),
        ("[(by|from) (our|the)] desk", {"by o", "by t", "from", "desk"}),
        ("a [b] c", {"a b", "a c"}),
        ("ad*", {"ad"}),
        ("by … of", {"by"}),
        ("# words", {""}),
        ("ad @", {"ad"}),
        ("[*] magazine", {"", "maga"}),
    ],
)
def test_a_block_is_asked_only_if_it_begins_as_a_phrase_does(phrase, begun):
    assert notation.openings(phrase) == begun


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_example_begins_as_its_phrase_does(code):
    for phrase in phrases.table(code).phrases:
        core = phrases.bare(phrase.example)
        assert phrase.place == "within" or core.startswith(tuple(notation.openings(phrase.text))), phrase


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_example_is_told_for_what_its_row_says(code):
    for phrase in phrases.table(code).phrases:
        if phrase.reason is not None:
            assert phrases.reason_of(phrase.example, code) is phrase.reason, phrase
        else:
            assert phrases.notice_kind_of(phrase.example, code) is phrase.notice, phrase


@pytest.mark.parametrize(("code", "sentence"), GENUINE)
def test_a_sentence_of_an_article_is_taken_by_no_phrase_of_any_language(code, sentence):
    for language in (code, None):
        assert phrases.reason_of(sentence, language) is None
        assert notice_of(sentence, language) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Anyone with information is asked to contact the harbour police on 101.",
        "If you have been affected by the floods, call the town hall, the mayor told the residents.",
        "Get in touch with reality, the opposition told the mayor.",
        "The author is suing the council over the closure of the library.",
        "Reporting by residents led the council to close the bridge.",
        "Published on Tuesday, the report blames the council for the cracks.",
        "Published on May 3, the report blames the council for the cracks.",
        "Photo by photo, the exhibition tells how the bridge was built.",
        "Disclosure: the council had owned shares in the builder since 2019.",
        "Analysis: what the closure means for trade is known to nobody.",
    ],
)
def test_a_sentence_that_begins_as_a_phrase_does_is_taken_by_none(sentence):
    assert phrases.reason_of(sentence, "en") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Analysis: What the closure means for trade", Reason.RELATED),
        ("Reporting by agencies", Reason.AGENCY),
        ("Reporting by Jane Doe, additional reporting by John Roe", Reason.AGENCY),
        ("Photos by the author", Reason.CREDIT),
        ("Updated Monday at 4 p.m.", Reason.DATE),
        ("Published on May 3, 2024, updated on May 4", Reason.DATE),
        ("If you need help, call the helpline of the harbour mission.", Reason.TIP),
    ],
)
def test_what_looks_like_one_of_these_sentences_is_known_by_its_end_or_its_names(text, reason):
    assert phrases.reason_of(text, "en") is reason


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("ar", "هذا المحتوى للمشتركين فقط.", Reason.PAYWALL),
        ("hi", "यह सामग्री केवल ग्राहकों के लिए है।", Reason.PAYWALL),
        ("fi", "Artikkeli on vain tilaajille.", Reason.PAYWALL),
        ("pl", "Artykuł tylko dla subskrybentów.", Reason.PAYWALL),
        ("da", "Kun for abonnenter", Reason.PAYWALL),
        ("ja", "この記事は会員限定です。", Reason.PAYWALL),
        ("ko", "이 콘텐츠는 구독자 전용입니다.", Reason.PAYWALL),
        ("zh", "此内容仅供订阅者阅读。", Reason.PAYWALL),
        ("en", "As an Amazon associate we earn from qualifying purchases.", Reason.DISCLOSURE),
        ("en", "Purchases made through links earn us a commission.", Reason.DISCLOSURE),
        ("en", "This article originally appeared on the harbour mission's site.", Reason.AGENCY),
        ("en", "(Image credits: Jane Doe; John Roe)", Reason.CREDIT),
        ("en", "Topics:", Reason.TAGS),
        ("en", "No.", None),
        ("es", "No.", None),
    ],
)
def test_lines_around_articles_are_told_and_short_answers_stay(language, text, reason):
    assert phrases.reason_of(text, language) is reason


def test_no_row_stands_twice_in_a_table():
    for code in LANGUAGES:
        rows = [(p.place, p.text, p.reason, p.notice) for p in phrases.table(code).phrases]
        assert len(rows) == len(set(rows)), code


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("read (more|also)", "read also", True),
        ("read (more|also)", "read this", False),
        ("version[s] of", "version of", True),
        ("version[s] of", "versions of", True),
        ("sign up [for] [our] newsletter", "sign up newsletter", True),
        ("sign up [for] [our] newsletter", "sign up for our newsletter", True),
        ("sign up … newsletter", "sign up today for our new newsletter", True),
        ("sign up … newsletter", "sign up. a newsletter", False),
        ("erschienen … mai", "erschienen am 3. mai", True),
        ("подпис*", "подписка", True),
        ("подпис*", "надпись", False),
        ("# min", "12 min", True),
        ("# min", "ten min", False),
        ("[this] article", "this article", True),
        ("[this] article", "article", True),
        ("advert", "advertisement", False),
        ("update[s] @", "update: the road is open", True),
        ("update[s] @", "updates, sept. 12, 3:15 p.m. et: the road is open", True),
        ("update[s] @", "update 3 june. the road is open", True),
        ("update[s] @", "update - the road is open", True),
        ("update[s] @", "update 3 june 2024, 10:15", False),
        ("update[s] @", "update: 3 june 2024, 10:15", False),
        ("update[s] @", "update of the map: the road is open", False),
        ("続きを読む", "続きを読むには", True),
    ],
)
def test_the_notation_says_what_the_readme_of_the_tables_says(phrase, text, matches):
    assert bool(re.match(pattern_of(phrase), text)) is matches


@pytest.mark.parametrize(
    "text",
    ["READ MORE: How it fell", "▸ Read more : How it fell", "(Read more: How it fell)", "Read\u00a0more: How it fell"],
)
def test_case_outer_marks_and_spaces_never_matter(text):
    assert phrases.reason_of(text, "en") is Reason.RELATED


def test_turkish_capitals_are_folded():
    assert phrases.reason_of("İLGİLİ HABERLER", "tr") is Reason.RELATED


def test_english_crumbs_are_known_in_every_language():
    assert phrases.reason_of("Advertisement", "fi") is Reason.AD
    assert phrases.reason_of("Advertisement", "is") is Reason.AD


def test_a_regional_mark_means_its_language():
    assert phrases.reason_of("Lesen Sie auch: Der Riss", "de-AT") is Reason.RELATED
    assert phrases.reason_of("Les også: Broen", "nb") is Reason.RELATED


def test_a_text_of_unknown_language_is_asked_of_every_table():
    assert phrases.reason_of("Lue myös: Silta suljettu", None) is Reason.RELATED


def test_a_long_paragraph_is_never_taken_out_for_one_phrase():
    paragraph = "Read more: " + "The bridge has been closed since Monday, the city said. " * 8
    assert phrases.reason_of(paragraph, "en") is None


@pytest.mark.parametrize("text", ["", " ", "…", "\u200b"])
def test_nothing_says_nothing(text):
    assert phrases.reason_of(text, "en") is None
    assert phrases.notice_kind_of(text, None) is None
