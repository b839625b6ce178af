"""URLs: one spelling for one article. Pure.

`canonical` takes out what names no article (tracking, fragments, default ports, AMP forms) and spells the rest in one
way (RFC 3986, section 6.2); it does it twice as well as once. What a page says of its own URL is believed only as far
as `plausible_canonical` goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import idna

from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tldextract

# Longer ones are traps or data, not addresses of articles; browsers' old limit, and Scrapy's.
LONGEST = 2083

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Tracking:
    """A query parameter that says how a reader came, not what is read. `name` ends in * for a prefix; with `values`
    only these (in lower case) are meant, since the name alone may choose a page elsewhere."""

    name: str
    example: str
    values: frozenset[str] = frozenset()


TRACKING = (
    # campaigns
    Tracking("utm_*", "utm_source=newsletter"),
    Tracking("mtm_*", "mtm_campaign=spring"),
    Tracking("pk_*", "pk_campaign=spring"),
    Tracking("piwik_*", "piwik_kwd=news"),
    Tracking("matomo_*", "matomo_source=mail"),
    Tracking("at_medium", "at_medium=custom7"),
    Tracking("at_campaign*", "at_campaign_type=owned"),
    Tracking("at_custom*", "at_custom1=link"),
    Tracking("at_link_*", "at_link_id=4F2C"),
    Tracking("at_ptr_*", "at_ptr_name=social"),
    Tracking("at_bbc_*", "at_bbc_team=editorial"),
    Tracking("at_format", "at_format=link"),
    Tracking("wt_mc", "wt_mc=push.ueberblick"),
    Tracking("wt_zmc", "wt_zmc=sm.int.zonaudev"),
    Tracking("wt.mc_*", "WT.mc_id=e_12"),
    Tracking("wt.tsrc", "WT.tsrc=rss"),
    Tracking("wt.rss_*", "WT.rss_f=world"),
    Tracking("xtor", "xtor=RSS-32"),
    Tracking("xtref", "xtref=example.org"),
    Tracking("cmpid", "cmpid=socialflow"),
    Tracking("cmp", "CMP=share_btn_tw"),
    Tracking("cid", "cid=rss", frozenset({"rss", "social", "email", "newsletter"})),
    Tracking("icid", "icid=related"),
    Tracking("ncid", "ncid=txtlnk"),
    Tracking("ocid", "ocid=socialflow_x"),
    Tracking("mbid", "mbid=social_x"),
    Tracking("s_cid", "s_cid=mail"),
    Tracking("sc_cid", "sc_cid=mail"),
    Tracking("sc_channel", "sc_channel=em"),
    Tracking("sc_campaign", "sc_campaign=news"),
    Tracking("mkt_tok", "mkt_tok=eyJpIjoi"),
    Tracking("mc_cid", "mc_cid=1a2b"),
    Tracking("mc_eid", "mc_eid=1a2b"),
    Tracking("_hsenc", "_hsenc=p2ANq"),
    Tracking("_hsmi", "_hsmi=123"),
    Tracking("hsctatracking", "hsCtaTracking=1|2"),
    Tracking("vero_id", "vero_id=1"),
    Tracking("trk_*", "trk_msg=1"),
    Tracking("ns_mchannel", "ns_mchannel=social"),
    Tracking("ns_campaign", "ns_campaign=news"),
    Tracking("ns_source", "ns_source=x"),
    Tracking("ns_linkname", "ns_linkname=top"),
    Tracking("ns_fee", "ns_fee=0"),
    Tracking("itm_*", "itm_source=parsely"),
    Tracking("traffic_source", "traffic_source=rss"),
    Tracking("campaign_id", "campaign_id=9"),
    Tracking("emc", "emc=edit_nn_2026"),
    # click ids
    Tracking("fbclid", "fbclid=IwAR0"),
    Tracking("fb_action_*", "fb_action_ids=1"),
    Tracking("fb_source", "fb_source=feed"),
    Tracking("fb_ref", "fb_ref=share"),
    Tracking("gclid", "gclid=Cj0K"),
    Tracking("gclsrc", "gclsrc=aw.ds"),
    Tracking("dclid", "dclid=CO"),
    Tracking("wbraid", "wbraid=1"),
    Tracking("gbraid", "gbraid=1"),
    Tracking("gad_source", "gad_source=1"),
    Tracking("gad_campaignid", "gad_campaignid=1"),
    Tracking("srsltid", "srsltid=AfmB"),
    Tracking("msclkid", "msclkid=1"),
    Tracking("yclid", "yclid=1"),
    Tracking("ysclid", "ysclid=l1"),
    Tracking("_openstat", "_openstat=dGVzdA"),
    Tracking("twclid", "twclid=1"),
    Tracking("ttclid", "ttclid=1"),
    Tracking("li_fat_id", "li_fat_id=1"),
    Tracking("igsh", "igsh=MWQ"),
    Tracking("igshid", "igshid=MWQ"),
    Tracking("epik", "epik=dj0"),
    Tracking("_branch_*", "_branch_match_id=1"),
    Tracking("_ga", "_ga=2.1"),
    Tracking("_gl", "_gl=1*a"),
    Tracking("_ke", "_ke=eyJ"),
    Tracking("__twitter_impression", "__twitter_impression=true"),
    Tracking("ref_src", "ref_src=twsrc%5Etfw"),
    Tracking("ref_url", "ref_url=https%3A%2F%2Fexample.org"),
    Tracking("referrer", "referrer=https%3A%2F%2Fexample.org"),
    Tracking("guccounter", "guccounter=1"),
    Tracking("guce_referrer*", "guce_referrer_sig=AQ"),
    Tracking("soc_src", "soc_src=mail"),
    Tracking("soc_trk", "soc_trk=ma"),
    Tracking("tsrc", "tsrc=x"),
    Tracking("smid", "smid=url-share"),
    Tracking("smtyp", "smtyp=cur"),
    Tracking("smprod", "smprod=core"),
    Tracking("partner", "partner=rss", frozenset({"rss", "homepage", "rssnyt", "rssuserland"})),
    Tracking("rss", "rss=1", frozenset({"", "1", "true", "yes"})),
    Tracking("ftag", "ftag=CNM-00-10aab8c"),
    Tracking("spm", "spm=a2g0o.1"),
    Tracking(
        "share", "share=facebook", frozenset({"facebook", "twitter", "x", "email", "whatsapp", "telegram", "linkedin"})
    ),
    Tracking(
        "ref", "ref=rss", frozenset({"rss", "home", "homepage", "twitter", "facebook", "email", "newsletter", "share"})
    ),
    Tracking("source", "source=rss", frozenset({"rss", "feed", "newsletter", "twitter", "facebook", "email"})),
    Tracking("src", "src=rss", frozenset({"rss", "feed", "newsletter", "twitter", "facebook", "email"})),
    Tracking("from", "from=rss", frozenset({"rss", "feed", "newsletter", "twitter", "facebook", "email"})),
    # the AMP twin of a page
    Tracking("amp", "amp=1", frozenset({"", "1", "true", "yes"})),
    Tracking("outputtype", "outputType=amp", frozenset({"amp", "valid_amp"})),
    Tracking("amp_js_v", "amp_js_v=a6"),
    Tracking("amp_gsa", "amp_gsa=1"),
    Tracking("amp_markup", "amp_markup=1"),
    Tracking("usqp", "usqp=mq331AQ"),
    # sessions
    Tracking("phpsessid", "PHPSESSID=0a1b"),
    Tracking("jsessionid", "jsessionid=0A1B"),
)

_EXACT = {row.name: row.values for row in TRACKING if not row.name.endswith("*")}
_PREFIXES = tuple(row.name[:-1] for row in TRACKING if row.name.endswith("*"))

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PATH_SAFE = "/!$&'()*+,;=:@%~"
_QUERY_SAFE = _PATH_SAFE + "?"
_SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_AMP_CACHE_HOST = re.compile(r"^[a-z0-9-]+\.cdn\.ampproject\.org$")
_AMP_CACHE_PATH = re.compile(r"^/[a-z](?:/s)?/(?=[^/]+\.[^/]+/)")
_AMP_VIEWER_PATH = re.compile(r"^/amp/(?:s/)?(?=[^/]+\.[^/]+/)")
_SLUG = re.compile(r"\d|-.*-|\.[a-z]{3,5}$")


def canonical(url: str) -> str:
    """The one spelling of an http or https URL. Raises `PageError` if it is none.

    Parameters keep their order, a trailing slash and "www." stay: sites differ there. User names and passwords go.
    """
    scheme, host, port, path, query = _parts(url)
    path = _spelled(path)
    unwrapped = _out_of_amp_cache(host, path)
    if unwrapped is not None and "%" not in unwrapped.partition("://")[2].partition("/")[0]:
        scheme, host, port, path, _ = _parts(unwrapped)
    path = _without_amp(path) or "/"
    kept = "&".join(piece for piece in _escaped(query, _QUERY_SAFE).split("&") if piece and not is_tracking(piece))
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[scheme]:
        place += f":{port}"
    return urlunsplit((scheme, place, path if path.startswith("/") else "/" + path, kept, ""))


def is_tracking(parameter: str) -> bool:
    """Whether `name=value` says only how a reader came."""
    name, _, value = parameter.partition("=")
    name = unquote(name).lower()
    if name in _EXACT:
        values = _EXACT[name]
        return not values or unquote(value).lower() in values
    return name.startswith(_PREFIXES)


def is_web(url: str) -> bool:
    """Whether it is an http or https URL that `canonical` takes."""
    try:
        canonical(url)
    except PageError:
        return False
    return True


def typed(text: str) -> str:
    """The canonical URL of what a person typed; without a scheme https is meant. Raises `PageError`."""
    return canonical(text if "://" in text else f"https://{text}")


def host(url: str) -> str:
    """The host of a URL, in lower case, without a port; empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two URLs lie under one registrable domain ("bbc.co.uk", not "co.uk"), or on the same host and port."""
    left, right = urlsplit(one), urlsplit(other)
    if left.netloc.lower() == right.netloc.lower():
        return True
    names = _registrable(host(one)), _registrable(host(other))
    return names[0] != "" and names[0] == names[1]


def plausible_canonical(page: str, named: str | None) -> str | None:
    """The canonical URL that a page names, if it may be believed: on the same site, and an article's rather than the
    home page's or a section's, where broken templates point. None if not. `page` is where it was fetched from."""
    if not named:
        return None
    try:
        there = canonical(urljoin(page, named.strip()))
        here = canonical(page)
    except (PageError, ValueError):
        return None
    if there == here:
        return there
    if len(there) > LONGEST or not same_site(here, there) or is_home(there):
        return None
    above = urlsplit(there).path.rstrip("/") + "/"
    if urlsplit(here).path.startswith(above) and not urlsplit(there).query and not _looks_like_article(above):
        return None  # a folder that the page lies in
    return there


def is_home(url: str) -> bool:
    """Whether it is a site's front door."""
    parts = urlsplit(url)
    return parts.path.lower() in {"", "/", "/index.html", "/index.php", "/home", "/home/"} and not parts.query


def _parts(url: str) -> tuple[str, str, int | None, str, str]:
    # What browsers take out before they read a URL (WHATWG URL, 4.4); backslashes are slashes to them.
    cleaned = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(33))) + "\x7f"))
    try:
        parts = urlsplit(cleaned)
        port = parts.port
        name = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise PageError(f"not a URL: {url!r} ({error})") from None
    if parts.scheme not in DEFAULT_PORTS or not name:
        raise PageError(f"not an http or https URL: {url!r}")
    return parts.scheme, _ascii_host(name, url), port, parts.path, parts.query


def _ascii_host(name: str, url: str) -> str:
    if ":" in name:
        return name.lower()
    if name.isascii():
        if not re.fullmatch(r"[a-z0-9._-]+", name.lower()):
            raise PageError(f"not a host name in {url!r}")
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        raise PageError(f"not a host name in {url!r}") from None


def _spelled(path: str) -> str:
    """The path without session and dots, which a cache resolves before it looks what it wraps."""
    return _without_dots(_SESSION.sub("", _escaped(path, _PATH_SAFE)))


def _escaped(text: str, safe: str) -> str:
    """Percent-encoding in one way: unreserved characters as they are, others encoded, hex digits in capitals."""

    def spelled() -> Iterator[str]:
        at = 0
        for match in _ESCAPE.finditer(text):
            yield quote(text[at : match.start()].replace("%", "%25"), safe=safe, errors="replace")
            character = chr(int(match[1], 16))
            yield character if character in _UNRESERVED else match[0].upper()
            at = match.end()
        yield quote(text[at:].replace("%", "%25"), safe=safe, errors="replace")

    return "".join(spelled())


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4, without collapsing empty segments."""
    if "/." not in path and not path.startswith("."):
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _without_amp(path: str) -> str:
    """The path of the page whose AMP twin this is; the path itself where "amp" may be a word like any other."""
    for ending in (".amp.html", ".amp"):
        if path.endswith(ending) and len(path) > len(ending) + 1 and not path[: -len(ending)].endswith("/"):
            return _without_amp(path[: -len(ending)] + ending.removeprefix(".amp"))
    bare = path.rstrip("/")
    if bare.endswith("/amp"):
        story = bare.removesuffix("/amp")
        if _looks_like_article(story + "/"):
            # "/story/amp/" belongs to "/story/", "/story/amp" to "/story".
            return _without_amp(story + ("/" if path.endswith("/") else ""))
    return path


def _out_of_amp_cache(name: str, path: str) -> str | None:
    """The URL that an AMP cache or viewer wraps; None if this is none. "/s/" stands for https there."""
    if _AMP_CACHE_HOST.match(name):
        match = _AMP_CACHE_PATH.match(path)
    elif name in {"www.google.com", "google.com"}:
        match = _AMP_VIEWER_PATH.match(path)
    else:
        return None
    if match is None:
        return None
    secure = "/s/" in match[0]
    return f"{'https' if secure else 'http'}://{path[match.end() :]}"


def _looks_like_article(path: str) -> bool:
    """Whether the last segment of a path reads like an article's name: a digit, two hyphens or a file ending in it."""
    return bool(_SLUG.search(path.rstrip("/").rpartition("/")[2]))


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    import tldextract

    # The list that comes with the package: asking the network for a newer one is no page's business.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _registrable(name: str) -> str:
    return _suffixes()(name).top_domain_under_public_suffix
