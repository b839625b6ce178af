"""An answer of the site, and the plain ones that many paths give."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body, headers. `hangs`: the connection stays open and nothing is said. `cut`: it breaks off half-way."""

    status: int
    body: bytes
    mime: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    validators: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    cut: bool = False


def message(title: str, line: str, status: int) -> Answer:
    body = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1><p>{line}</p></html>"
    return Answer(status, body.encode())


def not_found(path: str, status: int = 404) -> Answer:
    if status == 410:
        return message("Gone", "This article has been withdrawn.", 410)
    return message("Page not found", "The page has sailed without you. Try the front page.", status)


def consent_wall() -> Answer:
    """A page that asks for consent in place of what was asked for."""
    return message(
        "Before you continue",
        "We and our partners store and access information on your device, such as cookies, for advertising and "
        "measurement. <button>Accept all</button> <button>Reject all</button> <a href='/privacy'>Manage settings</a>",
        200,
    )


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status, b"", headers={"Location": location})
