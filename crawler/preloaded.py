"""What a worker process is born with: the libraries, and the rules and models that are loaded with the first page.

The fork server imports this module once; the workers it forks share the memory. A first page takes 0.7 s, those after
it some milliseconds each, and a worker is replaced after some hundred pages.
"""

from __future__ import annotations

import gc
import os

# A session of its own, before anything takes time: what is sent to the group of the crawl does not reach its workers.
if os.getpid() != os.getsid(0):
    os.setsid()

import feedparser  # noqa: F401

import crawler.workers  # noqa: F401
from crawler.extraction import extract
from storage.preparation import prepare

_PAGE = (
    b'<!doctype html><html lang="en"><head><title>The dyke holds</title></head><body><article><h1>The dyke holds</h1>'
    + b"<p>The river rose by two centimetres overnight, the district said, and went on rising.</p>" * 12
    + b"</article></body></html>"
)
prepare(extract(_PAGE, "https://news.example/2026/03/01/the-dyke-holds"), _PAGE)
extract(b"The dyke holds\n\nThe river rose by two centimetres overnight, the district said.\n", None)

# What is there now stays: no worker need look through it, nor copy it by counting.
gc.collect()
gc.freeze()
