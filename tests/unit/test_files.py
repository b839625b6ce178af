from __future__ import annotations

import gzip
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.files import LARGEST, Edition, Found, edition, find, front_matter, html_url, in_order, moment, read
from storage.errors import PageError, UsageError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def saved(folder: Path, name: str, content: str | bytes, at: datetime = NOON) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, ns=(int(at.timestamp()) * 10**9,) * 2)
    return path


def known(path: Path) -> Edition:
    found = next(find([path]))
    return edition(found, read(path))


def test_a_folder_gives_its_texts_and_pages_by_name_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "deep/er/c.MD", "deep/d.htm.gz", "e.jpg", ".hidden.txt", ".git/f.txt", "feed.xml"):
        saved(tmp_path, name, "x")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [found.name for found in find([tmp_path])] == ["a.html", "b.txt", "deep/d.htm", "deep/er/c.MD", "feed.xml"]


def test_what_is_passed_over_in_a_folder_is_counted_by_its_kind(tmp_path: Path) -> None:
    names = ("a.txt", "b.jpg", "deep/c.JPG", "deep/d.pdf.gz", "e", "f.not really an ending", ".hidden.jpg")
    for name in names:
        saved(tmp_path, name, "x")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "missing.txt")
    (tmp_path / "round.txt").symlink_to("round.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    passed: Counter[str] = Counter()
    assert [found.name for found in find([tmp_path], passed)] == ["a.txt"]
    assert passed == {
        ".jpg": 2,
        ".pdf": 1,
        "without a known extension": 2,
        "broken link": 2,
        "link to a folder": 1,
        "neither file nor folder": 1,
    }


def test_a_file_named_outright_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    path = saved(tmp_path, "story.article", "x")
    assert list(find([path])) == [Found(path, "story.article")]
    with pytest.raises(UsageError, match="no such file"):
        list(find([tmp_path / "missing"]))


def test_a_file_that_is_named_twice_or_lies_in_two_of_the_folders_comes_once(tmp_path: Path) -> None:
    for name in ("a.txt", "deep/b.txt"):
        saved(tmp_path, name, "x")
    given = [tmp_path, tmp_path / "deep", tmp_path / "deep" / ".." / "a.txt", tmp_path]
    assert [found.name for found in find(given)] == ["a.txt", "deep/b.txt"]


def test_a_text_without_a_url_is_known_by_its_path_and_dated_by_its_saving(tmp_path: Path) -> None:
    saved(tmp_path, "deep/story.txt", "Dyke breaks\n\nThe river rose.")
    found = next(find([tmp_path]))
    assert edition(found, read(found.path)) == Edition(found.path, "deep/story.txt", "file:deep/story.txt", NOON)


def test_a_packed_file_is_the_same_article_as_the_file_itself(tmp_path: Path) -> None:
    path = saved(tmp_path, "story.txt.gz", gzip.compress(b"The river rose."))
    assert read(path) == b"The river rose."
    assert known(path).url == "file:story.txt"


FRONT = """---
url: "https://news.example.com/dyke?utm_source=mail"
Captured: 2026-02-28T09:30:00+01:00
headline: Dyke breaks: what is known
---
The river rose."""


@pytest.mark.parametrize(
    "content", [FRONT.encode(), FRONT.encode("utf-8-sig"), FRONT.replace("\n", "\r\n").encode(), FRONT.encode("utf-16")]
)
def test_front_matter_says_which_article_and_when(tmp_path: Path, content: bytes) -> None:
    one = known(saved(tmp_path, "story.txt", content))
    assert one.url == "https://news.example.com/dyke"
    assert one.at == datetime(2026, 2, 28, 8, 30, tzinfo=UTC)
    assert front_matter(content).headline == "Dyke breaks: what is known"


def test_dashes_in_a_text_are_no_front_matter() -> None:
    assert front_matter(b"The river rose.\n---\nurl: x\n---\n").url is None
    assert front_matter(b"---\nno end").text == ""


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ('<link rel="canonical" href="https://n.example/a-b-c">', "https://n.example/a-b-c"),
        ("<LINK HREF='https://n.example/a?x=1&amp;y=2' REL='alternate canonical'>", "https://n.example/a?x=1&y=2"),
        ("<link rel=canonical href=https://n.example/a>", "https://n.example/a"),
        ('<meta property="og:url" content="https://n.example/og"><p>', "https://n.example/og"),
        (
            '<meta property="og:url" content="https://n.example/og"><link rel="canonical" href="https://n.example/a">',
            "https://n.example/a",
        ),
        ("<!-- saved from url=(0027)https://n.example/saved-one -->\n<html>", "https://n.example/saved-one"),
        ('<link rel="canonical" href="https://n.example/">', None),
        ('<link rel="canonical" href="/relative">', None),
        ('<link rel="stylesheet" href="https://n.example/canonical.css">', None),
        ("<p>The river rose.</p>", None),
    ],
)
def test_a_saved_page_is_known_by_the_url_it_names(page: str, url: str | None) -> None:
    assert html_url(page.encode()) == url
    assert html_url(page.encode("utf-16")) == url


def test_what_the_person_says_overrules_what_the_file_says(tmp_path: Path) -> None:
    path = saved(tmp_path, "story.txt", FRONT)
    one = edition(Found(path, "story.txt"), read(path), url="https://n.example/other#top", at=NOON)
    assert (one.url, one.at) == ("https://n.example/other", NOON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "a feed"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"---\nurl: nowhere\n---\nText", "front matter: not an http"),
        (b"---\nurl: https://n.example/a\n\nText", "front matter: no line of --- ends it"),
        (b"---\ncaptured: yesterday\n---\nText", "front matter: captured .yesterday. is no ISO 8601"),
    ],
)
def test_what_is_no_article_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(PageError, match=why):
        known(saved(tmp_path, "story.txt", content))


def test_a_damaged_or_oversized_file_is_a_page_error(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="damaged"):
        read(saved(tmp_path, "cut.txt.gz", gzip.compress(os.urandom(1000))[:500]))
    with pytest.raises(PageError, match="larger"):
        read(saved(tmp_path, "bomb.txt.gz", gzip.compress(b" " * (LARGEST + 1))))
    with pytest.raises(PageError, match="cannot be read"):
        read(tmp_path)


def test_editions_follow_each_other_by_the_time_they_were_captured() -> None:
    def one(name: str, at: datetime, url: str = "https://n.example/a") -> Edition:
        return Edition(Path(name), name, url, at)

    late, early, twin = one("a", NOON + timedelta(hours=1)), one("b", NOON), one("c", NOON)
    other = one("d", NOON, "https://n.example/b")
    ordered = in_order([late, twin, other, early])
    assert [edition.name for edition in ordered] == ["b", "c", "d", "a"]
    assert [edition.at - NOON for edition in ordered] == [
        timedelta(0),
        timedelta(microseconds=1),
        timedelta(0),
        timedelta(hours=1),
    ]


def test_a_moment_without_a_zone_is_utc() -> None:
    assert moment("2026-03-01T12:00") == NOON
    assert moment("2026-03-01") == NOON - timedelta(hours=12)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_edition_or_a_page_error(body: bytes) -> None:
    try:
        found = edition(Found(Path(__file__), "x.txt"), body)
    except PageError:
        return
    assert found.url
    assert found.at.tzinfo is not None
