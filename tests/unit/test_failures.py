"""What went wrong with a page, in our words."""

from __future__ import annotations

import gzip

import pytest
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawler.failures import is_unheard, why


def test_an_answer_that_unpacks_beyond_the_limit_is_told_as_any_that_is_too_large() -> None:
    unpacking = HttpCompressionMiddleware.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 10_000}))
    request = Request("https://press.example/minutes")
    packed = Response(request.url, headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(1_000_000)))
    with pytest.raises(IgnoreRequest) as refused:
        unpacking.process_response(request, packed)
    assert why(refused.value) == "larger than is taken"
    assert not is_unheard(refused.value)
