"""Pages that make trouble: each path one kind of it."""

from __future__ import annotations

from tests.newsroom.answers import Answer, consent_wall, message, not_found, redirect

PARAGRAPH = "<p>The committee met again on Thursday to discuss the meeting of the Thursday before.</p>"

# path → what it does
TROUBLE = {
    "/trouble/hangs": "never answers",
    "/trouble/error": "500",
    "/trouble/busy": "503 with Retry-After",
    "/trouble/loop": "redirects to itself by way of /trouble/loop/back",
    "/trouble/oversized": "40 MB of minutes",
    "/trouble/cut": "breaks off in the middle",
    "/trouble/empty": "200 and nothing",
    "/trouble/deep": "30,000 nested elements",
    "/trouble/consent": "a wall that asks for consent instead of the article",
    "/trouble/binary": "a picture that says it is HTML",
    "/trouble/inside": "redirects to an address inside the network",
    "/private/drafts/eel-prices": "disallowed by robots.txt",
}


def answer(path: str, base: str) -> Answer:
    """The answer of a troublesome path."""
    title = "Minutes of the minutes committee"
    match path:
        case "/trouble/hangs":
            return Answer(200, b"", hangs=True)
        case "/trouble/error":
            return message("Internal server error", "The printing press is on fire.", 500)
        case "/trouble/busy":
            busy = message("Service unavailable", "Everybody is reading at once.", 503)
            return Answer(503, busy.body, headers={"Retry-After": "1"})
        case "/trouble/loop":
            return redirect(f"{base}/trouble/loop/back")
        case "/trouble/loop/back":
            return redirect(f"{base}/trouble/loop")
        case "/trouble/inside":
            return redirect("http://127.0.0.2:9/router/admin")
        case "/trouble/oversized":
            body = _article(title, PARAGRAPH * (40_000_000 // len(PARAGRAPH)))
        case "/trouble/cut":
            return Answer(200, _article(title, PARAGRAPH * 200), cut=True)
        case "/trouble/empty":
            body = b""
        case "/trouble/deep":
            body = _article(title, "<div><span>" * 15_000 + PARAGRAPH * 5 + "</span></div>" * 15_000)
        case "/trouble/consent":
            return consent_wall()
        case "/trouble/binary":
            body = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
        case _:
            return not_found(path)
    return Answer(200, body)


def _article(title: str, text: str) -> bytes:
    return (
        f"<!doctype html><html lang=en><title>{title}</title><article><h1>{title}</h1>{text}</article></html>".encode()
    )
