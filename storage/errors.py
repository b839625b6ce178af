"""Errors whose type says whose fault they are; each message is one line: what was wrong and what to do."""


class WritethruError(Exception):
    """Base of every error that a person is meant to read."""


class UsageError(WritethruError):
    """The caller asked for something that does not exist or makes no sense (exit status 2 on the command line)."""


class PageError(WritethruError):
    """A page, feed or file could not be read or understood; the fault is the input's."""


class ArchiveError(WritethruError):
    """The archive could not do it: a schema too new, a locked or damaged database, a body whose hash is wrong."""
