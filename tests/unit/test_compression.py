"""Bodies come back as they were, and cost little beside the one before."""

from __future__ import annotations

import random

import pytest
from backports import zstd
from hypothesis import example, given
from hypothesis import strategies as st

from storage.compression import compress, decompress


@example(b"The ferry ran aground.", b"a")
@example(b"", b"")
@given(st.binary(), st.one_of(st.none(), st.binary()))
def test_a_body_comes_back_with_or_without_a_base(body: bytes, base: bytes | None) -> None:
    assert decompress(compress(body, base), base) == body


def test_a_body_that_hardly_differs_from_its_base_costs_hardly_anything() -> None:
    page = random.Random(1).randbytes(3_000_000)
    edited = page[:1_000_000] + b"edited" + page[1_000_000:]
    assert len(compress(edited, page)) < 2_000
    assert decompress(compress(edited, page), page) == edited


def test_damage_to_a_body_is_an_error_and_never_another_body() -> None:
    data = bytearray(compress(b"The ferry ran aground. " * 50))
    with pytest.raises(zstd.ZstdError):
        decompress(bytes(data[:-4]))


def test_a_body_cannot_be_read_beside_another_base() -> None:
    base = b"The ferry ran aground at noon. " * 50
    other = base.replace(b"noon", b"dawn")
    try:
        found = decompress(compress(base + b"More soon.", base), other)
    except zstd.ZstdError:
        return
    assert found != base + b"More soon."
