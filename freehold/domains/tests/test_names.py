"""What a domain name may be: hostile input included."""

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.domains.rules.names import LONGEST_NAME, is_within, parse_domain
from freehold.kernel.errors import Refused


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("acme-dental.example", "acme-dental.example"),
        ("  ACME-Dental.Example. ", "acme-dental.example"),
        ("straße.de", "xn--strae-oqa.de"),  # non-transitional: not strasse.de
        ("XN--MNCHEN-3YA.DE", "xn--mnchen-3ya.de"),
        ("münchen。de", "xn--mnchen-3ya.de"),  # the ideographic full stop is a dot
        ("ａｃｍｅ.example", "acme.example"),
        ("a.b.co.uk", "a.b.co.uk"),
        ("user.github.io", "user.github.io"),
        ("3com.example", "3com.example"),
    ],
)
def test_a_name_is_written_down_in_one_way(typed: str, name: str) -> None:
    assert parse_domain(typed).name == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "malformed_domain"),
        (".", "malformed_domain"),
        ("acme..example", "malformed_domain"),
        (".acme.example", "malformed_domain"),
        ("-acme.example", "malformed_domain"),
        ("acme-.example", "malformed_domain"),
        ("ac--me.example", "malformed_domain"),
        ("acme dental.example", "malformed_domain"),
        ("acme_dental.example", "malformed_domain"),
        ("*.acme.example", "malformed_domain"),
        ("https://acme.example/", "malformed_domain"),
        ("ada@acme.example", "malformed_domain"),
        ("acme.example\nevil.example", "malformed_domain"),
        ("acme.example\x00", "malformed_domain"),
        ("acme.example;drop", "malformed_domain"),
        ("a" * 64 + ".example", "malformed_domain"),
        ("xn--a.example", "malformed_domain"),
        ("xn--acme-.example", "malformed_domain"),
        ("\u202eacme.example", "malformed_domain"),
        ("\u200bacme.\u200dexample", "malformed_domain"),
        ("אa.example", "malformed_domain"),  # directions mixed within a label: RFC 5893
        ("☃.example", "malformed_domain"),
        ("localhost", "single_label"),
        ("example", "single_label"),
        ("com", "single_label"),
        ("192.0.2.1", "domain_is_address"),
        ("１９２.0.2.1", "domain_is_address"),
        ("0x7f.0x1", "domain_is_address"),
        ("2001:db8::1", "malformed_domain"),
        ("acme.123", "domain_is_address"),
        ("co.uk", "public_suffix"),
        ("acme.local", "reserved_domain"),
        ("acme.localhost", "reserved_domain"),
        ("2.0.192.in-addr.arpa", "reserved_domain"),
        (".".join(["a" * 63] * 4) + ".example", "malformed_domain"),
        (".".join(["a" * 60] * 3) + "." + "b" * 50 + ".example", "domain_too_long"),
        ("a" * 100_000, "domain_too_long"),
    ],
)
def test_what_is_no_domain_of_anybody_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_domain(typed)

    assert refusal.value.code == code
    assert refusal.value.field == "name"
    assert refusal.value.sentence


@given(st.text(max_size=300) | st.from_regex(r"[\w.\-äöüß]{1,80}(\.[a-z]{2,6})?", fullmatch=True))
def test_any_text_is_refused_or_becomes_a_name_that_stays_itself(text: str) -> None:
    try:
        parsed = parse_domain(text)
    except Refused:
        return

    assert parsed.name == parsed.name.lower()
    assert parsed.name.isascii()
    assert set(parsed.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(parsed.name) <= LONGEST_NAME
    assert all(0 < len(label) <= 63 for label in parsed.name.split("."))
    assert parse_domain(parsed.name) == parsed
    assert parse_domain(parsed.unicode_name) == parsed
    assert idna.decode(parsed.name) == parsed.unicode_name


def test_a_name_is_within_its_zone_and_not_beside_it() -> None:
    assert is_within("mail.acme.example", "acme.example")
    assert is_within("acme.example", "acme.example")
    assert not is_within("evilacme.example", "acme.example")
