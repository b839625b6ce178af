from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import TRACKING, canonical, is_tracking, is_web, plausible_canonical, same_site, typed
from storage.errors import PageError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example.COM:80/a", "http://news.example.com/a"),
        ("https://news.example.com:443", "https://news.example.com/"),
        ("https://news.example.com:8443/a", "https://news.example.com:8443/a"),
        ("https://news.example.com/a#comments", "https://news.example.com/a"),
        ("https://news.example.com./a/../b/./c", "https://news.example.com/b/c"),
        ("https://news.example.com/%7euser/caf%c3%a9", "https://news.example.com/~user/caf%C3%A9"),
        ("https://news.example.com/café und tee", "https://news.example.com/caf%C3%A9%20und%20tee"),
        ("https://müller.example/a", "https://xn--mller-kva.example/a"),
        ("https://someone:secret@news.example.com/a", "https://news.example.com/a"),
        ("https://news.example.com/a?id=7&utm_source=x&UTM_medium=y&page=2", "https://news.example.com/a?id=7&page=2"),
        ("https://news.example.com/a?utm_source=x", "https://news.example.com/a"),
        ("https://news.example.com/a;jsessionid=0A1B?id=7", "https://news.example.com/a?id=7"),
        ("  https://news.example.com/a\n", "https://news.example.com/a"),
        ("https://news.example.com/100%", "https://news.example.com/100%25"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
    ],
)
def test_one_article_has_one_spelling(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example.com/2026/flood-in-brenn/amp", "https://news.example.com/2026/flood-in-brenn"),
        ("https://news.example.com/2026/flood-in-brenn/amp/", "https://news.example.com/2026/flood-in-brenn/"),
        ("https://news.example.com/flood-in-brenn.amp.html", "https://news.example.com/flood-in-brenn.html"),
        ("https://news.example.com/flood-in-brenn.amp", "https://news.example.com/flood-in-brenn"),
        ("https://news.example.com/flood?amp=1", "https://news.example.com/flood"),
        ("https://news.example.com/flood?outputType=amp&id=3", "https://news.example.com/flood?id=3"),
        ("https://www.google.com/amp/s/news.example.com/flood", "https://news.example.com/flood"),
        ("https://news-example-com.cdn.ampproject.org/c/s/news.example.com/flood", "https://news.example.com/flood"),
        ("https://news-example-com.cdn.ampproject.org/v/news.example.com/flood", "http://news.example.com/flood"),
    ],
)
def test_an_amp_form_is_the_article_it_twins(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com/guitar/amp",  # a thing to sell
        "https://news.example.com/a/index.html",  # not the same as /a/ everywhere
        "https://news.example.com/a/",
        "https://www.example.com/story?page=2",
        "https://www.example.com/story?ref=4711",
        "https://www.example.com/story?b=2&a=1",
        "https://www.example.com//double//slash",
    ],
)
def test_what_may_name_an_article_stays(url: str) -> None:
    assert canonical(url) == url


@pytest.mark.parametrize("row", TRACKING, ids=lambda row: row.name)
def test_each_tracking_parameter_is_recognised_by_its_example(row: object) -> None:
    example = row.example  # type: ignore[attr-defined]
    assert is_tracking(example)
    assert canonical(f"https://news.example.com/a?id=7&{example}") == "https://news.example.com/a?id=7"


@pytest.mark.parametrize(
    "text",
    ["", "mailto:desk@example.com", "javascript:alert(1)", "file:///etc/passwd", "http://", "http://[bad/", "/a"],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(PageError):
        canonical(text)
    assert not is_web(text)


def test_https_is_meant_where_a_person_types_no_scheme() -> None:
    assert typed("news.example.com/a?fbclid=1") == "https://news.example.com/a"
    assert typed("http://news.example.com/a") == "http://news.example.com/a"


path_text = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)


@given(path=path_text, query=path_text, fragment=path_text)
def test_canonical_twice_is_canonical_once(path: str, query: str, fragment: str) -> None:
    once = canonical(f"http://news.example.com:80/{path}?{query}#{fragment}")
    assert canonical(once) == once
    assert once.isascii()


@given(
    path=st.lists(
        st.sampled_from(
            ["amp", "story-of-a-day", "..", ".", "", "a.amp", "b.amp.html", "c", "s", "x.example", "%2e%2E", "%41"]
        )
    ),
    host=st.sampled_from(["news.example", "www.google.com", "a.cdn.ampproject.org"]),
)
def test_amp_forms_are_unwrapped_in_one_go(path: list[str], host: str) -> None:
    once = canonical(f"https://{host}/" + "/".join(path))
    assert canonical(once) == once


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_a_page_error(text: str) -> None:
    try:
        once = canonical(text)
    except PageError:
        return
    assert canonical(once) == once


PAGE = "https://www.example.co.uk/news/flood-in-the-valley-77"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("https://www.example.co.uk/news/flood-in-the-valley-77?utm_source=x", PAGE),
        ("/news/2026/flood-in-the-valley-77", "https://www.example.co.uk/news/2026/flood-in-the-valley-77"),
        ("https://news.example.co.uk/flood-77", "https://news.example.co.uk/flood-77"),  # a sister host
        ("https://www.example.co.uk/", None),  # the home page
        ("https://www.example.co.uk/news/", None),  # the section
        ("https://another.co.uk/news/flood-in-the-valley-77", None),  # another site under the same suffix
        ("javascript:void(0)", None),
        ("", None),
        (None, None),
        ("https://[", None),
    ],
)
def test_what_a_page_calls_itself_is_believed_only_where_plausible(named: str | None, expected: str | None) -> None:
    assert plausible_canonical(PAGE, named) == expected


def test_a_page_of_a_story_may_name_the_story() -> None:
    assert plausible_canonical(PAGE + "/page/2", PAGE) == PAGE


def test_two_ports_of_one_address_are_two_sites() -> None:
    assert not same_site("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a")
    assert same_site("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b")
