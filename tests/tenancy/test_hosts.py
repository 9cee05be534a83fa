"""Which library a Host header names. What is not surely a library's name is none."""

import pytest

from humanshelf.tenancy.hosts import LibraryHosts, name_of, slug_of

NAMED = {
    "baku.shelf.test": "baku",
    "baku.shelf.test:8000": "baku",
    "BAKU.Shelf.TEST": "baku",
    "baku.shelf.test.": "baku",
    "baku.shelf.test.:443": "baku",
    "b.shelf.test": "b",
    "8.shelf.test": "8",
    "baku-2.shelf.test": "baku-2",
    f"{'a' * 40}.shelf.test": "a" * 40,
}
NAMELESS = [
    "",
    ".",
    "shelf.test",
    ".shelf.test",
    "baku",
    "x.baku.shelf.test",
    "baku..shelf.test",
    "baku.shelf.test..",
    "baku.shelf.testing",
    "bakushelf.test",
    "baku.shelf.test.evil.test",
    "baku.shelf.test@evil.test",
    "evil.test@baku.shelf.test",
    "baku@shelf.test",
    "baku.shelf.test:80:80",
    "baku.shelf.test:",
    "baku.shelf.test:x",
    "baku.shelf.test:٨٠",
    "baku.shelf.test:123456",
    "baku.shelf.test, astana.shelf.test",
    "baku.shelf.test/astana",
    "baku.shelf.test?x",
    "baku.shelf.test#x",
    "baku.shelf.test\n",
    "baku.shelf.test\x00",
    " baku.shelf.test",
    "-baku.shelf.test",
    "baku-.shelf.test",
    "ba_ku.shelf.test",
    "ba%6bu.shelf.test",
    "bakı.shelf.test",
    "BA\u212aU.shelf.test",  # the Kelvin sign, which lowers to a plain k
    "xn--bak-0pa.shelf.test",
    f"{'a' * 41}.shelf.test",
    "127.0.0.1",
    "[::1]:8000",
]


@pytest.mark.parametrize(("host", "slug"), NAMED.items())
def test_one_label_before_the_base_domain_is_the_slug(host, slug):
    assert slug_of(host, "shelf.test") == slug


@pytest.mark.parametrize("host", NAMELESS)
def test_anything_else_names_no_library(host):
    assert slug_of(host, "shelf.test") is None


def test_the_base_domain_may_have_a_port_and_one_label():
    assert slug_of("baku.localhost:8000", "localhost:8000") == "baku"
    assert name_of("LOCALHOST:8000") == "localhost"


@pytest.mark.parametrize("base_domain", ["", "*", "shelf test"])
def test_a_base_domain_that_cannot_be_read_is_refused(base_domain):
    with pytest.raises(ValueError, match="is not a host name"):
        LibraryHosts(None, None, base_domain, None)
