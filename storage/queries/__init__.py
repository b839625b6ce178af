"""Every read of the archive but search: a connection in, frozen records out.

Nothing that comes back is tied to the database. Only the revisions of the active extractor are seen, but for
`extractors`. Moments are aware and in UTC.
"""

from storage.queries.articles import (
    ArticleOrder,
    ArticleSummary,
    Asked,
    aliases_of,
    article,
    articles,
    find_article,
    moved_here,
    without_text,
)
from storage.queries.captures import CaptureEntry, captures
from storage.queries.changes import ChangeEntry, ChangeOrder, change_of, changes
from storage.queries.comparisons import between
from storage.queries.exporting import ExportedArticle, ExportedRevision, export
from storage.queries.flaps import flaps_of
from storage.queries.revisions import (
    RevisionEntry,
    Which,
    extraction_details,
    revision,
    revisions,
    stripped,
    text,
)
from storage.queries.sources import NoiseEntry, RunEntry, SourceSummary, noise, runs, sources

__all__ = [
    "ArticleOrder",
    "ArticleSummary",
    "Asked",
    "CaptureEntry",
    "ChangeEntry",
    "ChangeOrder",
    "ExportedArticle",
    "ExportedRevision",
    "NoiseEntry",
    "RevisionEntry",
    "RunEntry",
    "SourceSummary",
    "Which",
    "aliases_of",
    "article",
    "articles",
    "between",
    "captures",
    "change_of",
    "changes",
    "export",
    "extraction_details",
    "find_article",
    "flaps_of",
    "moved_here",
    "noise",
    "revision",
    "revisions",
    "runs",
    "sources",
    "stripped",
    "text",
    "without_text",
]
