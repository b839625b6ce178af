"""What a crawl asks the archive so as not to fetch, read or extract anything twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.compression import digest
from storage.errors import ArchiveError
from storage.records import Alias, AliasKind, Origin, Sighting
from tests.integration.captures import URL, at, capture, extraction

if TYPE_CHECKING:
    from storage import Archive


def test_the_last_good_capture_says_what_a_conditional_get_asks_with(archive: Archive) -> None:
    assert archive.last(URL) is None
    archive.record(capture(0, b"one", etag='"1"', last_modified="yesterday"), extraction("One."))
    last = archive.last(URL)
    assert last is not None
    assert (last.etag, last.last_modified, last.sha256, last.extracted) == ('"1"', "yesterday", digest(b"one"), True)
    assert (last.url, last.state, last.fetched_at) == (URL, "live", at(0))


def test_what_failed_since_does_not_count(archive: Archive) -> None:
    archive.record(capture(0, b"one", etag='"1"'), extraction("One."))
    archive.record(capture(1, b"oops", etag='"error"', status=503))
    archive.record(capture(2, status=304))
    archive.record(capture(3, status=None, error="no answer"))
    last = archive.last(URL)
    assert last is not None
    assert (last.etag, last.sha256) == ('"1"', digest(b"one"))


def test_a_tag_of_another_url_of_the_article_is_not_asked_with(archive: Archive) -> None:
    amp = Alias(f"{URL}/amp", AliasKind.AMP)
    archive.record(capture(0, b"one", requested_url=amp.url, etag='"1"', aliases=(amp,)), extraction("One."))
    for url, etag in ((URL, None), (amp.url, '"1"')):
        last = archive.last(url)
        assert last is not None
        assert (last.etag, last.sha256) == (etag, digest(b"one"))


def test_a_tag_is_asked_with_while_other_urls_of_the_article_give_the_same_bytes(archive: Archive) -> None:
    old = Alias("https://www.harbour.example/old", AliasKind.REDIRECT)
    archive.record(capture(0, b"one", etag='"1"'), extraction("One."))
    archive.record(capture(1, b"one", requested_url=old.url, etag='"1"', aliases=(old,)), extraction("One."))
    assert [last.etag for url in (URL, old.url) if (last := archive.last(url))] == ['"1"', '"1"']
    archive.record(capture(2, b"two", requested_url=old.url, etag='"2"'), extraction("Two."))
    assert [last.etag for url in (URL, old.url) if (last := archive.last(url))] == [None, '"2"']


def test_a_body_that_was_never_extracted_is_not_asked_after(archive: Archive) -> None:
    archive.record(capture(0, b"one", etag='"1"'))
    last = archive.last(URL)
    assert last is not None
    assert (last.etag, last.extracted) == (None, False)


def test_bodies_that_were_seen_are_found_many_at_a_time(archive: Archive) -> None:
    for number in range(3):
        path = f"notes/{number}.txt"
        made = extraction(f"Text {number}.")
        archive.record(capture(number, b"%d" % number, url=path, origin=Origin.SEED, status=None), made)
    wanted = [digest(b"%d" % number) for number in range(1, 2000)]
    assert archive.sightings(wanted) == {
        Sighting(f"notes/{number}.txt", at(number), digest(b"%d" % number)) for number in (1, 2)
    }
    assert archive.extracted(wanted) == set(wanted[:2])


def test_the_body_of_a_304_is_the_one_that_it_confirms(archive: Archive) -> None:
    archive.record(capture(0, b"one"), extraction("One."))
    archive.record(capture(1, b"oops", status=500))
    confirmed = archive.record(capture(2, status=304))
    assert archive.body_of_capture(confirmed.capture) == b"one"


def test_a_capture_without_a_body_is_told_in_one_line(archive: Archive) -> None:
    gone = archive.record(capture(0, status=404))
    with pytest.raises(ArchiveError, match=f"capture {gone.capture} has no body"):
        archive.body_of_capture(gone.capture)
    with pytest.raises(ArchiveError, match="no capture 99"):
        archive.body_of_capture(99)
