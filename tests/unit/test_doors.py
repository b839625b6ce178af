from __future__ import annotations

from ipaddress import ip_address

import pytest

from crawler.doors import Doors, is_inside
from storage.errors import UsageError


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # a cloud's metadata service
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:a00:1::",  # 6to4 of 10.0.0.1
        "64:ff9b::a00:1",  # NAT64 of 10.0.0.1
    ],
)
def test_an_address_of_no_public_host_is_inside(address: str) -> None:
    assert is_inside(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_a_public_host_is_not_inside(address: str) -> None:
    assert not is_inside(ip_address(address))


INSIDE = [
    "http://127.0.0.1:8000/",
    "http://localhost/",
    "http://printer.localhost./",
    "http://[::1]/",
    "http://169.254.169.254/latest",
]


@pytest.mark.parametrize("url", INSIDE)
def test_a_url_that_spells_an_inside_address_is_refused_unless_let_in(url: str) -> None:
    assert Doors().refuses(url)
    assert not Doors.of("1").refuses(url)
    doors = Doors()
    doors.open_for(url)
    assert not doors.refuses(url + "another/page")


def test_a_start_url_opens_its_own_port_only() -> None:
    doors = Doors()
    doors.open_for("http://127.0.0.1:8000/story")
    assert not doors.refuses("http://127.0.0.1:8000/other")
    assert doors.refuses("http://127.0.0.1:5432/")
    assert doors.refuses("http://10.0.0.1:8000/")


def test_a_name_that_resolves_inside_is_refused_and_remembered() -> None:
    doors = Doors()
    assert not doors.refuses("http://rebound.example/")
    assert doors.refuses_address("rebound.example", "10.0.0.7")
    assert doors.refused == {"rebound.example": "10.0.0.7"}
    assert not doors.refuses_address("news.example", "93.184.216.34")


def test_a_name_of_the_house_is_open_where_the_person_named_it_and_closed_on_other_ports() -> None:
    doors = Doors()
    doors.open_for("http://intranet.example:8000/news")
    assert not doors.refuses_address("intranet.example", "10.0.0.7")
    assert not doors.refuses("http://intranet.example:8000/other")
    assert doors.refuses("http://intranet.example:22/")


def test_a_public_site_may_lead_from_one_port_to_another() -> None:
    doors = Doors()
    doors.open_for("https://news.example/")
    assert not doors.refuses_address("news.example", "93.184.216.34")
    assert not doors.refuses("http://news.example/")


def test_what_the_archive_holds_is_open_where_it_is_an_address_and_not_where_it_is_a_name() -> None:
    doors = Doors()
    doors.open_for_known("http://127.0.0.1:8000/story")
    doors.open_for_known("http://rebound.example/story")
    assert not doors.refuses("http://127.0.0.1:8000/story")
    assert doors.refuses_address("rebound.example", "127.0.0.1")


def test_the_setting_names_hosts_and_networks() -> None:
    doors = Doors.of("intranet.example, 10.1.0.0/16,fd00::/8")
    assert not doors.refuses_address("intranet.example", "192.168.0.1")
    assert not doors.refuses("http://10.1.9.9/")
    assert not doors.refuses("http://[fd00::1]/")
    assert doors.refuses("http://10.2.0.1/")
    assert Doors.of("0") == Doors() == Doors.of("")
    with pytest.raises(UsageError, match="ALLOW_PRIVATE"):
        Doors.of("10.1.0.0/99")
