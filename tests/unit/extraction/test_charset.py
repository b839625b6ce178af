from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.charset import declared, decoded, in_utf8, resolved

GERMAN = "Die Brücke über den Fluss bleibt gesperrt, weil Prüfer Risse fanden. Größere Schäden wären möglich. " * 5
CZECH = "Most přes řeku zůstane uzavřen, protože kontroloři našli trhliny ve dvou pilířích. Řidiči musí čekat. " * 5
RUSSIAN = "Мост через реку останется закрытым, потому что проверка нашла трещины в двух опорах. " * 5
JAPANESE = "川に架かる橋は、二つの橋脚にひび割れが見つかったため、閉鎖が続く。市長は会見で述べた。" * 5
KOREAN = "강을 건너는 다리는 교각 두 개에서 균열이 발견되어 계속 폐쇄된다고 시가 밝혔다. " * 5
CHINESE = "由于在两座桥墩上发现裂缝，河上的大桥将继续关闭。市长在新闻发布会上说。" * 5
TAIWANESE = "由於在兩座橋墩上發現裂縫，河上的大橋將繼續關閉。市長在記者會上說。" * 5
TURKISH = "Köprü, iki ayağında çatlak bulunduğu için kapalı kalacak. Belediye başkanı açıklama yaptı, şöyle dedi. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_beats_every_label(encoding):
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    marks |= {"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}
    assert decoded(marks[encoding] + GERMAN.encode(encoding), "iso-8859-1") == GERMAN


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Größe” – 5 €"),
        ("ascii", "cp1252", "“Größe” – 5 €"),
        ("gb2312", "gb18030", CHINESE + "镕"),
        ("shift_jis", "cp932", JAPANESE + "①"),
        ("euc-kr", "cp949", KOREAN + "똠"),
        ("windows-1251", "cp1251", RUSSIAN),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("iso-8859-9", "cp1254", TURKISH),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label, encoding, text):
    assert decoded(text.encode(encoding), label) == text
    meta = f'<meta charset="{label}">'.encode()
    assert decoded(meta + text.encode(encoding)).endswith(text)


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b'<meta charset="big5">', "big5"),
        (b"<META CHARSET=Big5>", "Big5"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">', "euc-jp"),
        (b'<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        (b'<!-- <meta charset="big5"> --><meta charset="gbk">', "gbk"),
        (b"<p>no declaration</p>", None),
    ],
)
def test_a_page_declares_its_label_in_any_of_the_ways(head, label):
    assert declared(head) == label


def test_an_unknown_label_is_none():
    assert resolved("x-no-such") is None
    assert resolved(None) is None


def test_http_comes_before_the_page():
    body = b'<meta charset="koi8-r">' + RUSSIAN.encode("cp1251")
    assert decoded(body, "windows-1251").endswith(RUSSIAN)


def test_a_wrong_label_over_valid_utf_8_is_not_believed():
    assert decoded(GERMAN.encode(), "iso-8859-1") == GERMAN


def test_utf_8_cut_in_the_middle_of_a_letter_stays_utf_8():
    text = decoded(RUSSIAN.encode()[:-1])
    assert text.startswith(RUSSIAN[:80])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", GERMAN),
        ("cp1250", CZECH),
        ("iso8859_2", CZECH),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp932", JAPANESE),
        ("euc_jp", JAPANESE),
        ("cp949", KOREAN),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("utf-16-le", GERMAN),
    ],
)
def test_without_any_label_the_bytes_tell(encoding, text):
    assert decoded(text.encode(encoding)) == text


def test_iso_2022_jp_is_read_though_its_bytes_are_ascii():
    body = b'<meta charset="iso-2022-jp">' + JAPANESE.encode("iso2022_jp")
    assert decoded(body).endswith(JAPANESE)


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff" * 100, bytes(range(256)) * 20])
def test_any_bytes_give_a_text(body):
    assert isinstance(decoded(body), str)
    assert isinstance(decoded(body, "no-such-charset"), str)


def test_a_page_in_utf_8_stays_the_bytes_that_came():
    body = RUSSIAN.encode()
    assert in_utf8(body, "windows-1251") is body
    assert in_utf8(codecs.BOM_UTF8 + body) == body


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode), st.sampled_from([None, "cp1251", "iso-2022-jp"])
)
def test_bytes_in_utf_8_say_what_the_decoded_text_says(body, charset):
    for page in (body, codecs.BOM_UTF8 + body, "\ufffd\x1b$".encode() + body):
        assert in_utf8(page, charset).decode() == decoded(page, charset)
