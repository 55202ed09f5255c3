"""Reporting and reading usage over HTTP."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from conftest import Cast
from freehold.metering.tests.conftest import Metered, days_ago, noon
from tests.conftest import Caller, client_of

__all__ = ["client_of"]

PATH = "/api/v1/usage-events"


def sent(metered: Metered, event_id: str = "a", **change: object) -> dict[str, object]:
    """One event as a caller writes it."""
    return {
        "id": event_id,
        "subscription": metered.number,
        "meter": "notes",
        "quantity": "2.5",
        "at": noon(days_ago(2)).isoformat(),
    } | change


def post(client: Client, body: object, **headers: str) -> HttpResponse:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(PATH, text, content_type="application/json", headers=headers)  # type: ignore[return-value]


def test_a_batch_is_told_event_by_event(metered: Metered, cast: Cast, client_of: Caller) -> None:
    client = client_of(cast.partner, scopes=("metering",))

    response = post(
        client,
        {
            "events": [
                sent(metered),
                sent(metered, "b", quantity=3, at=noon(days_ago(0)).replace(hour=0).isoformat()),
                sent(metered),
                sent(metered, quantity="9"),
                sent(metered, "c", meter="nonsense"),
                sent(metered, "d", quantity="NaN"),
                sent(metered, "e", surprise=1),
                {"id": "f"},
                7,
            ]
        },
    )

    assert response.status_code == 200, response.content
    told = json.loads(response.content)
    assert told["outcomes"] == ["late", "accepted", "duplicate", "conflict"] + ["refused"] * 5
    assert {key: told[key] for key in ("accepted", "late", "duplicates", "refused")} == {
        "accepted": 2,
        "late": 1,
        "duplicates": 1,
        "refused": 6,
    }
    assert [(fault["place"], fault["code"]) for fault in told["faults"]] == [
        (3, "conflict"),
        (4, "no_such_meter"),
        (5, "malformed"),
        (6, "malformed"),
        (7, "malformed"),
        (8, "malformed"),
    ]
    assert all(fault["detail"] for fault in told["faults"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "bad_request"),
        ('{"events": [NaN', 400, "bad_request"),
        ('{"events": "\ud800"}'.encode("utf-8", "surrogatepass").decode("latin-1"), 422, "bad_batch"),
        ("[]", 422, "bad_batch"),
        ('{"events": []}', 422, "bad_batch"),
        ('{"events": {}}', 422, "bad_batch"),
        ('{"events": [], "more": 1}', 422, "bad_batch"),
        (json.dumps({"events": [{}] * 1001}), 422, "bad_batch"),
    ],
)
def test_what_is_no_batch_is_refused_whole(
    metered: Metered, cast: Cast, client_of: Caller, body: str, status: int, code: str
) -> None:
    before = metered.everything()

    response = post(client_of(cast.partner), body)

    assert (response.status_code, json.loads(response.content)["code"]) == (status, code)
    assert metered.everything() == before


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": "-1"},
        {"quantity": "-0.000000001"},
        {"quantity": "1e30"},
        {"quantity": "Infinity"},
        {"quantity": None},
        {"quantity": True},
        {"quantity": "1.0000000001"},
        {"quantity": 123456789.1234567891},
        {"at": "2026-01-01"},
        {"at": "2026-01-01T00:00:00"},
        {"at": 1767225600},
        {"at": "9999-12-31T23:59:59Z"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"id": ""},
        {"id": "a\u0000b"},
        {"id": "x" * 101},
        {"id": "two words"},
        {"subscription": "SUB-'; drop table metering_usage; --"},
    ],
)
def test_a_hostile_event_changes_nothing_and_its_neighbours_stand(
    metered: Metered, cast: Cast, client_of: Caller, change: dict[str, object]
) -> None:
    response = post(
        client_of(cast.partner),
        {"events": [sent(metered, "first"), sent(metered, "bad") | change, sent(metered, "last")]},
    )

    assert response.status_code == 200, response.content
    assert json.loads(response.content)["outcomes"] == ["late", "refused", "late"]


def test_a_batch_with_an_idempotency_key_is_answered_as_the_first_time(
    metered: Metered, cast: Cast, client_of: Caller
) -> None:
    client = client_of(cast.partner)
    body = {"events": [sent(metered)]}

    first = post(client, body, **{"Idempotency-Key": "a"})
    again = post(client, body, **{"Idempotency-Key": "a"})
    without = post(client, body)

    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert json.loads(without.content)["outcomes"] == ["duplicate"]


def test_a_token_needs_the_scope(metered: Metered, cast: Cast, client_of: Caller) -> None:
    before = metered.everything()

    response = post(client_of(cast.partner, scopes=("subscriptions",)), {"events": [sent(metered)]})

    assert response.status_code == 403
    assert metered.everything() == before


def test_both_ends_read_the_same_and_strangers_nothing(
    metered: Metered, cast: Cast, client_of: Caller
) -> None:
    post(client_of(cast.partner), {"events": [sent(metered, quantity="31")]})
    metered.count()
    path = f"/api/v1/subscriptions/{metered.number}/usage"

    ends = [client_of(actor).get(path).json() for actor in (cast.customer, cast.partner)]
    stranger = client_of(cast.rival).get(path)

    assert ends[0] == ends[1]
    assert ends[0]["meters"] == [{"name": "notes", "title": "Notes", "unit": "C62", "over_days": "average"}]
    (month,) = ends[0]["months"]
    assert month["starts_on"] == str(days_ago(2).replace(day=1))
    assert month["quantities"][0]["corrected"] == "31.000000000"
    assert stranger.status_code == 404
