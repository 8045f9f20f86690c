"""Who sent a request, with and without proxies."""

import pytest

from archway.channel.addresses import client, limited_as, networks

PROXY, VISITOR = "10.0.0.1", "203.0.113.7"


def test_without_trusted_proxies_the_header_is_not_believed() -> None:
    assert client(VISITOR, ["198.51.100.1"], []) == VISITOR


def test_behind_a_trusted_proxy_the_last_hop_counts() -> None:
    assert client(PROXY, [f"198.51.100.1, {VISITOR}"], networks("10.0.0.0/8")) == VISITOR


def test_trusted_hops_are_passed_over() -> None:
    assert client(PROXY, [f"198.51.100.1, {VISITOR}, 10.0.0.2"], networks("10.0.0.0/8")) == VISITOR


def test_several_headers_are_read_as_one_list() -> None:
    assert client(PROXY, ["198.51.100.1", VISITOR], networks(PROXY)) == VISITOR


def test_an_untrusted_peer_cannot_name_another() -> None:
    assert client(VISITOR, ["198.51.100.1"], networks("10.0.0.0/8")) == VISITOR


@pytest.mark.parametrize("forwarded", [[], [""], ["nonsense"], ["unknown"], [f"{VISITOR}, _hidden"]])
def test_without_a_readable_hop_the_proxy_counts(forwarded: list[str]) -> None:
    assert client(PROXY, forwarded, networks(PROXY)) == PROXY


@pytest.mark.parametrize(
    ("hop", "address"), [("203.0.113.7:4711", VISITOR), ("[2001:db8::1]:80", "2001:db8::1"), ("::ffff:203.0.113.7", VISITOR), ("2001:db8::1", "2001:db8::1")]
)
def test_hops_are_read_in_every_notation(hop: str, address: str) -> None:
    assert client(PROXY, [hop], networks(PROXY)) == address


def test_all_hops_trusted_gives_the_first() -> None:
    assert client(PROXY, ["10.0.0.3, 10.0.0.2"], networks("10.0.0.0/8")) == "10.0.0.3"


def test_addresses_of_one_ipv6_customer_are_counted_together() -> None:
    assert limited_as("2001:db8:1:2::1") == limited_as("2001:db8:1:2:ffff::1") != limited_as("2001:db8:1:3::1")
    assert limited_as(VISITOR) == VISITOR


@pytest.mark.parametrize("listed", ["nonsense", "10.0.0.0/99", "10.0.0.1 10.0.0.2"])
def test_a_list_that_names_no_networks_is_refused(listed: str) -> None:
    with pytest.raises(ValueError):
        networks(listed)
