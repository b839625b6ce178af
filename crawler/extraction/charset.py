"""Which characters the bytes of a page are: byte order mark, HTTP, what the page declares, then what the bytes show.

The order and the meaning of labels are those of the WHATWG Encoding standard, as browsers have them: "iso-8859-1" and
"us-ascii" mean windows-1252, "gb2312" means gb18030, a byte order mark beats every label.
"""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import resolve_encoding

from crawler.extraction.language import language_of

# A declaration stands in the first 1,024 bytes by the HTML standard; pages with long scripts first exceed that.
_HEAD = 8_192
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKUP = re.compile(rb"(?is)<script\b.*?</script>|<style\b.*?</style>|<[^>]*>")
_LANGUAGE = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z-]{2,12})", re.IGNORECASE)
_C1 = re.compile(rb"[\x80-\x9f]")
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257"})
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "koi8_r", "cp932",
    "euc_jp", "gb18030", "big5hkscs", "cp949",
]  # fmt: skip
_LATIN_BY_LANGUAGE = {
    **dict.fromkeys(("cs", "hu", "pl", "sk", "sl", "hr", "ro", "sq"), "cp1250"),
    **dict.fromkeys(("tr", "az", "ku"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
}
# The commonest letters of the languages that an encoding is used for: a third or more of a text, and next to none
# of the same bytes read in another encoding. Statistics of byte pairs take short Japanese for Korean.
_COMMON = {
    "cp932": frozenset("のにをはがたしてでとるれいなかもっ、。"),
    "euc_jp": frozenset("のにをはがたしてでとるれいなかもっ、。"),
    "gb18030": frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会\uff0c。"),
    "big5hkscs": frozenset("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會\uff0c。"),
    "cp949": frozenset("다이는의을를에가고지로하한은기서도사들으리나대인시자"),
}
_MOSTLY = 0.2
_PART = 32_768  # bytes
_SAMPLE = 200_000  # bytes that sniffing looks at
_LATIN_LETTER = re.compile(r"[a-zA-Z]")
_FEW_BROKEN = 20  # letters beyond ASCII for every broken one: a page cut or glued together in the middle of a letter
_ODD = 0.01  # share of replacement characters that a label is believed with


def in_utf8(body: bytes, charset: str | None = None) -> bytes:
    """The same in UTF-8: for most pages the very bytes, without a byte order mark; never raises."""
    if b"\x1b" not in body:
        bare = body.removeprefix(codecs.BOM_UTF8)
        if _is_utf8(bare):
            return bare
    return decoded(body, charset).encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    """Whether a body is in UTF-8 and nothing in it was broken before; read in parts that stay in the cache."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        parts = (body[start : start + _PART] for start in range(0, len(body), _PART))
        return not any("\ufffd" in decoder.decode(part) for part in parts) and decoder.decode(b"", True) == ""
    except UnicodeDecodeError:
        return False


def decoded(body: bytes, charset: str | None = None) -> str:
    """The text of a body; `charset` is what HTTP says. Bytes that mean nothing become U+FFFD; never raises."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if b"\x1b$" in body and resolved(charset or declared(body)) == "iso2022_jp":
        return body.decode("iso2022_jp", "replace")  # made of ASCII bytes, and so valid UTF-8
    # Text in any other encoding is practically never valid UTF-8, and many pages that are UTF-8 say otherwise.
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or broken * _FEW_BROKEN <= sum(map(str.isalpha, text)) - len(_LATIN_LETTER.findall(text)):
        return text
    if body[:_HEAD].count(0) * 4 > len(body[:_HEAD]):
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    fallback: str | None = None
    for label in (charset, declared(body)):
        encoding = resolved(label)
        if encoding is None:
            continue
        text = body.decode(encoding, "replace")
        if text.count("\ufffd") <= _ODD * len(text):
            return text
        fallback = fallback or encoding
    return body.decode(sniffed(body) or fallback or "cp1252", "replace")


def declared(body: bytes) -> str | None:
    """The label in the XML declaration or the first meta element that has one."""
    found = _DECLARED.search(_COMMENT.sub(b"", body[:_HEAD]))
    label = found and (found.group(1) or found.group(2))
    return label.decode("ascii", "replace") if label else None


def resolved(label: str | None) -> str | None:
    """The Python name of the encoding that browsers take a label for; None for an unknown one."""
    name = resolve_encoding(label) if label else None
    # A page that could be searched for its label is not in UTF-16: the standard reads it as UTF-8.
    return "utf-8" if name and name.startswith("utf-16") else name


def sniffed(body: bytes) -> str | None:
    """The encoding that the bytes look like; None where they show nothing.

    The page's language, or that of its words, tells the encodings of the Latin script apart, whose letters differ too
    rarely to be told by statistics; the defaults are those of the standard's table of locales.
    """
    from charset_normalizer import from_bytes

    text = _MARKUP.sub(b" ", body)[:_SAMPLE]
    if common := _by_common_letters(text):
        return common
    best = from_bytes(text, steps=5, chunk_size=512, cp_isolation=_CANDIDATES).best()
    if best is None:
        return None
    if best.encoding not in _LATIN:
        return best.encoding
    mark = _LANGUAGE.search(body[:_HEAD])
    language = language_of(text.decode("cp1252", "replace"), mark.group(1).decode("ascii") if mark else None)
    encoding = _LATIN_BY_LANGUAGE.get(language or "", "cp1252")
    # In windows-1250 the commonest Czech and Polish letters are bytes that ISO 8859-2 has no letters for.
    return "iso8859_2" if encoding == "cp1250" and not _C1.search(text) else encoding


def _by_common_letters(text: bytes) -> str | None:
    """The encoding in which the letters beyond ASCII are mostly the commonest of its language."""
    best, most = None, _MOSTLY
    for encoding, letters in _COMMON.items():
        try:
            # A sample may end in the middle of a letter.
            read = text.decode(encoding) if len(text) < _SAMPLE else text[:-1].decode(encoding, "ignore")
        except UnicodeDecodeError:
            continue
        beyond = [letter for letter in read if letter > "\x7f"]
        share = sum(letter in letters for letter in beyond) / len(beyond) if beyond else 0.0
        if share > most:
            best, most = encoding, share
    return best
