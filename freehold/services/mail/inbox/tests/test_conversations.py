"""Conversations as THREAD gives them, FETCH answers read at once, and tickets of several messages."""

from hypothesis import given
from hypothesis import strategies as st

from freehold.services.mail.inbox.rules.conversations import outside_ids, speakers, threads_of
from freehold.services.mail.inbox.rules.fetched import fetched
from freehold.services.mail.inbox.rules.keys import MessageKey, read_ticket, ticket_of
from freehold.services.mail.inbox.rules.words import Address

ANNA, JONAS, IDA = (
    Address("Anna Berg", "anna@a.example"), Address("Holm, Jonas", "jonas@b.example"), Address("", "ida@c.example"),
)  # fmt: skip


def test_threads_are_read_with_their_branches() -> None:
    assert threads_of(b"(1 2 3)(4 (5)(6 7 (8)(9)))(10)((11)(12))") == [
        (1, 2, 3), (4, 5, 6, 7, 8, 9), (10,), (11, 12),
    ]  # fmt: skip
    assert threads_of(b"") == []


def test_who_speaks_in_a_conversation() -> None:
    assert speakers([ANNA, ANNA], own=frozenset(), me="me") == "Anna Berg"
    assert speakers([ANNA, JONAS, IDA], own=frozenset({"anna@a.example"}), me="me") == "me, Jonas, ida"
    many = [Address(f"P{n} X", f"p{n}@x.example") for n in range(5)]
    assert speakers(many, own=frozenset(), me="me") == "P0 … P3, P4"
    assert speakers([], own=frozenset(), me="me") == ""


def test_ids_outside_a_conversation_are_its_first_and_its_newest() -> None:
    ids = [f"<{number}>" for number in range(20)]

    found = outside_ids(known=["<3>"], referred=ids)

    assert found[0] == "<0>"
    assert found[-1] == "<19>"
    assert len(found) == 8
    assert outside_ids(known=ids, referred=ids) == ()


def test_a_fetch_answer_is_read_with_quotes_literals_and_brackets() -> None:
    answer = [
        (b'1 (UID 7 FLAGS (\\Seen $x) ENVELOPE ("a \\"b\\" (c" {5}', b'(")\r\n'),
        b' NIL (("n" NIL "m" "h"))) BODY[HEADER.FIELDS (FROM TO)]<0> "x")',
        b"2 (FLAGS ())",
        b"3 (UID 9 FLAGS ())",
    ]

    found = fetched(answer)

    assert found[7][b"ENVELOPE"] == (b'a "b" (c', b'(")\r\n', None, ((b"n", None, b"m", b"h"),))
    assert found[7][b"BODY[HEADER.FIELDS (FROM TO)]<0>"] == b"x"
    assert found[9] == {b"FLAGS": ()}
    assert set(found) == {7, 9}


@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.tuples(st.binary(max_size=40), st.binary(max_size=40))),
        max_size=4,
    )
)
def test_no_answer_makes_it_fail_but_by_value_error(answer: list[object]) -> None:
    try:
        fetched(answer)
    except ValueError:
        return


@given(st.lists(st.integers(min_value=1, max_value=2**32 - 1), min_size=1, max_size=20, unique=True))
def test_a_ticket_names_its_messages(uids: list[int]) -> None:
    keys = [MessageKey(77, uid) for uid in uids]

    assert read_ticket(ticket_of(keys)) == keys


def test_a_malformed_ticket_names_none() -> None:
    for text in ("", "-", "1-", "x-1", "1-1,x", "1-1;2", "1-99999999999"):
        assert read_ticket(text) == []
