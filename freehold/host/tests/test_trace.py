"""Whose trace a line of Postfix's log belongs to, and what each end reads in it."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from freehold.host.trace import Follower, ends, reply_for
from freehold.services.mail.rules.postfix_log import Outcome, Reader, written_at
from freehold.services.mail.states import Delivery, Direction

ACME, CEDAR = UUID(int=1), UUID(int=2)
CARL = "carl@cedar-legal.example"
HEAD = "Nov 25 02:18:12 host postfix/lmtp[7]: 4bQx1r2y3z: "
TAIL = "relay=127.0.0.1[127.0.0.1]:24, delay=0.1, delays=0/0/0/0.1, "
SAVED = "dsn=2.0.0, status=sent (250 2.0.0 <ada@acme-dental.example> kO3x Saved)"
FULL = (
    "dsn=4.2.2, status=deferred (host 127.0.0.1[127.0.0.1] said: 452 4.2.2 <ada@acme-dental.example> "
    "Quota exceeded (in reply to end of DATA command))"
)


def outcome_of(to: str, told: str, *, login: str = "") -> Outcome:
    """What the log's line of a delivery says, for a message that Carl wrote."""
    reader = Reader()
    signed_in = f", sasl_method=PLAIN, sasl_username={login}" if login else ""
    reader.read(HEAD + f"client=localhost[127.0.0.1]{signed_in}")
    reader.read(HEAD + f"from=<{CARL}>, size=500, nrcpt=1 (queue active)")
    outcome = reader.read(HEAD + f"{to}, {TAIL}{told}")
    assert outcome is not None
    return outcome


def replies(outcome: Outcome) -> dict[UUID, str]:
    """What each tenant reads, Cedar's and Acme's domains being on the platform."""
    known = {CARL: CEDAR}
    if outcome.recipient.endswith("@acme-dental.example"):
        known[outcome.recipient] = ACME
    if outcome.recipient.endswith("@cedar-legal.example"):
        known[outcome.recipient] = CEDAR
    return {tenant: reply_for(direction, outcome, known) for tenant, direction in ends(outcome, known)}


@pytest.mark.parametrize(
    ("told", "to_others"),
    [(SAVED, "250 2.0.0 Delivered."), (FULL, "452 4.2.2 It cannot be delivered yet and is tried again.")],
)
def test_a_sender_in_another_company_never_reads_where_a_catch_all_leads(told: str, to_others: str) -> None:
    outcome = outcome_of(
        "to=<ada@acme-dental.example>, orig_to=<qwertz@acme-dental.example>", told, login=f"x@{CEDAR}"
    )

    read = replies(outcome)

    assert read[CEDAR] == to_others
    assert "ada@acme-dental.example" in read[ACME]
    assert outcome.recipient == "qwertz@acme-dental.example"


def test_within_one_company_the_answer_stands_as_it_was() -> None:
    outcome = outcome_of("to=<cora@cedar-legal.example>", SAVED, login=f"x@{CEDAR}")

    assert replies(outcome) == {CEDAR: outcome.reply}


def test_the_answer_of_a_server_elsewhere_stands_as_it_was() -> None:
    outcome = outcome_of("to=<friend@elsewhere.example>", SAVED, login=f"x@{CEDAR}")

    assert replies(outcome) == {CEDAR: outcome.reply}


def test_whom_a_group_sends_on_to_is_no_matter_of_who_wrote_to_it() -> None:
    to_outside = outcome_of(
        "to=<friend@elsewhere.example>, orig_to=<friend=elsewhere.example@forward.invalid>", SAVED
    )
    to_cora = outcome_of(
        "to=<cora@cedar-legal.example>, orig_to=<cora=cedar-legal.example@forward.invalid>", SAVED
    )

    assert ends(to_outside, {CARL: CEDAR}) == []
    assert to_cora.recipient == "cora@cedar-legal.example"
    assert ends(to_cora, {CARL: CEDAR, to_cora.recipient: CEDAR}) == [(CEDAR, Direction.IN)]
    assert to_cora.delivery is Delivery.DELIVERED


@pytest.mark.parametrize(
    ("line", "now", "at"),
    [
        (HEAD, "2026-11-25T03:00:00", "2026-11-25T02:18:12"),
        (HEAD, "2027-01-02T00:00:00", "2026-11-25T02:18:12"),
        ("Jan  1 00:00:01 host", "2026-12-31T23:59:59", "2027-01-01T00:00:01"),
        ("Feb 29 12:00:00 host", "2028-03-01T00:00:00", "2028-02-29T12:00:00"),
        ("Feb 29 12:00:00 host", "2027-03-01T00:00:00", "2027-03-01T00:00:00"),
        ("Feb 30 12:00:00 host", "2028-03-01T00:00:00", "2028-03-01T00:00:00"),
        ("", "2026-11-25T03:00:00", "2026-11-25T03:00:00"),
        ("\x00 nonsense", "2026-11-25T03:00:00", "2026-11-25T03:00:00"),
    ],
)
def test_a_line_without_a_year_is_of_the_last_twelve_months(line: str, now: str, at: str) -> None:
    found = written_at(line, now=datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_a_trace_that_was_away_tells_when_things_happened_and_not_when_it_came_back(tmp_path: Path) -> None:
    log = tmp_path / "postfix.log"
    log.write_text(
        f"{HEAD}from=<{CARL}>, size=500, nrcpt=1 (queue active)\n{HEAD}to=<cora@cedar-legal.example>, {TAIL}{SAVED}\n"
    )

    (found,) = Follower(log, tmp_path / "memory.json").read()

    assert (found.at.month, found.at.day, found.at.hour, found.at.minute) == (11, 25, 2, 18)
    assert found.at.tzinfo is not None
