"""What a browser accepts is read as RFC 9110 says, however oddly it is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpd_site.serving.accept_encoding import LONGEST, OFFERED, chosen, without_weights


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("BR;Q=0.5", "br"),
        ("br;q=0", ""),
        ("br; q=0", ""),
        ("br;q=0.000, gzip", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("*", "br"),
        ("*;q=0.5", "br"),
        ("*;q=0", ""),
        ("br, *;q=0", "br"),
        ("*, br;q=0", "gzip"),
        ("*, br;q=0, gzip;q=0", ""),
        ("identity", ""),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", ""),
        ("identity;q=0, *;q=0", ""),
        ("brotli", ""),
        ("x-br, zebra", ""),
        ("deflate", ""),
        ("br;q=", ""),
        ("br;q=x, gzip", "gzip"),
        ("br;q=nan, gzip", "gzip"),
        ("br;q=-1, gzip", "gzip"),
        ("br;q=2, gzip", "gzip"),
        ("br;q=1e9, gzip", "gzip"),
        ("br;q=٠, gzip", "gzip"),
        ("br;level=4, gzip", "gzip"),
        ("br;q=1;q=0, gzip", "gzip"),
        (";;;,,=,q=", ""),
        ("br\x00, gzip", "gzip"),
        ("gzip" + "," * LONGEST, ""),
    ],
)
def test_the_best_that_is_allowed_is_chosen(header, encoding):
    assert chosen(header) == encoding


@given(st.text() | st.text(alphabet="brgzip*identyq=0.1;, \t"))
@example("br," * 200)
def test_whatever_is_sent_is_read(header):
    assert chosen(header) in OFFERED
    assert "q=" not in without_weights(header)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("gzip, br;q=0", "gzip"),
        ("br;q=0", ""),
        ("*", "br, gzip"),
        ("gzip;q=0.9, br;q=0.1", "gzip, br"),
        ("identity", ""),
    ],
)
def test_static_files_are_asked_for_without_weights(header, read):
    assert without_weights(header) == read
