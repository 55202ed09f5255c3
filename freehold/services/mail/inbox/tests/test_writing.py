"""What a person writes: recipients, answers, and a message that is exactly what was meant."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.services.mail.inbox.rules.text import unflowed
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.rules.writing import (
    MOST_REFERENCES,
    Attachment,
    Letter,
    attachment_type,
    checked_address,
    flowed,
    forward_subject,
    message_ids,
    message_of,
    recipients_of,
    reply_recipients,
    reply_subject,
    thread_of,
    written,
)

ANNA, BERT, CORA = (
    Address("Anna", "anna@a.example"),
    Address("Bert, B.", "bert@b.example"),
    Address("", "cora@c.example"),
)
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def letter(**more: object) -> Letter:
    facts: dict[str, object] = {
        "sender": ANNA, "to": (BERT,), "cc": (), "bcc": (), "subject": "Hello", "body": "Hello", "at": AT,
    }  # fmt: skip
    return Letter(**(facts | more))  # type: ignore[arg-type]


def parsed(one: Letter, *, with_bcc: bool = False):
    return message_from_bytes(message_of(one, with_bcc=with_bcc).as_bytes(), policy=policy.default)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.org", "anna@example.org"),
        ("anna@müller.example", "anna@xn--mller-kva.example"),
        ("jörg@example.org", "jörg@example.org"),
        ("a+b.c@EXAMPLE.org", "a+b.c@example.org"),
        ("anna@example", None),
        ("anna", None),
        ("@example.org", None),
        ("an na@example.org", None),
        ("anna@exa mple.org", None),
        ("anna@example..org", None),
        ("a..b@example.org", None),
        ("anna@192.0.2.1", None),
        ("x" * 65 + "@example.org", None),
        ("anna@example.org\r\nBcc: x@y.example", None),
        ("anna@-x.example", None),
    ],
)
def test_addresses_are_checked_and_domains_put_into_ascii(text: str, address: str | None) -> None:
    assert checked_address(text) == address


def test_a_field_of_addresses_is_read_piece_by_piece() -> None:
    found = recipients_of(
        'Anna <anna@a.example>; "Bert, B." <bert@b.example>,\ncora@c.example, nonsense, ANNA@a.example'
    )

    assert found.good == (ANNA, BERT, CORA)
    assert found.bad == ("nonsense",)
    assert recipients_of(written(found.good)).good == found.good


@given(st.text(max_size=200))
def test_any_field_of_addresses_is_read(text: str) -> None:
    found = recipients_of(text)

    for person in found.good:
        assert "\n" not in person.address
        assert checked_address(person.address) == person.address


@given(
    st.text(max_size=80),
    st.text(max_size=80),
    st.text(max_size=200),
    st.text(max_size=60),
    st.text(max_size=40),
)
def test_no_text_breaks_out_of_its_header(
    name: str, subject: str, body: str, reply: str, filename: str
) -> None:
    one = letter(
        sender=Address(name, ANNA.address),
        subject=subject,
        body=body,
        in_reply_to=reply,
        references=tuple(reply.split()),
        attachments=(Attachment(filename, "text/plain", b"x"),),
    )

    message = parsed(one)

    allowed = {
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Type",
    }
    assert set(message.keys()) <= allowed
    assert [address.addr_spec for address in message["From"].addresses] == [ANNA.address]
    assert [address.addr_spec for address in message["To"].addresses] == [BERT.address]


def test_bcc_stands_in_ones_own_copy_alone() -> None:
    one = letter(bcc=(CORA,))

    assert parsed(one)["Bcc"] is None
    assert parsed(one, with_bcc=True)["Bcc"] == CORA.address
    assert one.recipients == (BERT.address, CORA.address)


def test_an_address_that_is_not_ascii_asks_for_smtputf8() -> None:
    one = letter(to=(Address("", "jörg@xn--mller-kva.example"),))

    assert one.needs_utf8_addresses
    assert not letter().needs_utf8_addresses
    assert "jörg@".encode() in message_of(one, with_bcc=False).as_bytes()


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(" >\n"), max_size=400)
)
def test_flowed_text_comes_back_as_it_was(text: str) -> None:
    lines = [line.rstrip(" ") if line != "-- " else line for line in text.split("\n")]
    if any(line.startswith(">") for line in lines):
        return  # a quotation is sent as it came, not flowed
    sent = flowed("\n".join(lines))

    assert unflowed(sent).rstrip("\n") == "\n".join(lines).rstrip("\n")


def test_answers_go_to_those_they_should() -> None:
    own = frozenset({"anna@a.example"})

    assert reply_recipients(author=[BERT], to=[ANNA, CORA], cc=[], own=own, everyone=False) == ((BERT,), ())
    assert reply_recipients(author=[BERT], to=[ANNA, CORA], cc=[], own=own, everyone=True) == (
        (BERT,),
        (CORA,),
    )
    assert reply_recipients(author=[ANNA], to=[BERT], cc=[CORA], own=own, everyone=True) == ((BERT,), (CORA,))


def test_subjects_and_threads_do_not_grow() -> None:
    assert reply_subject("AW: Re: x") == "Re: x"
    assert reply_subject("Re: x") == "Re: x"
    assert forward_subject("WG: x") == "Fwd: x"
    many = tuple(f"<{n}@x>" for n in range(100))
    chain = thread_of("<last@x>", many)
    assert len(chain) == MOST_REFERENCES
    assert (chain[0], chain[-1]) == ("<0@x>", "<last@x>")
    assert message_ids("<a@b> junk <c d@e> <f@g>\r\nX: y") == ("<a@b>", "<f@g>")


def test_a_message_attached_goes_as_bytes() -> None:
    assert attachment_type("old.eml") == "application/octet-stream"
    assert attachment_type("plan.pdf") == "application/pdf"
    assert attachment_type("no-ending") == "application/octet-stream"
