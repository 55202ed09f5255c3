"""Bad input to a running platform, much of it at once: a clear answer, and nothing half done."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random
from typing import TypeVar
from uuid import uuid4

import pytest

from tests.platform.clients import Browser
from tests.platform.conftest import Company, Instance

pytestmark = pytest.mark.engines

T = TypeVar("T")
DOMAIN = "ginkgo-garden.example"
GIL = f"gil@{DOMAIN}"


@pytest.fixture(scope="module")
def ginkgo(instance: Instance) -> Company:
    """A customer with three seats, one of them in use."""
    company = instance.set_up("anna@alder-it.example", "Ginkgo Garden", DOMAIN, seats=3)
    instance.welcome(company, "Gil Ginkgo", GIL, "bea@bright-bakery.example")
    return company


def at_once(asks: Sequence[Callable[[], T]]) -> list[T]:
    """The answers to requests that are sent at the same time."""
    with ThreadPoolExecutor(len(asks)) as pool:
        return [answer.result() for answer in [pool.submit(ask) for ask in asks]]


def test_a_post_that_is_repeated_at_once_is_done_once(ginkgo: Company) -> None:
    key, body = str(uuid4()), {"name": "Hazel House"}

    answers = at_once([lambda: ginkgo.seller.ask("POST", "/customers", body, Idempotency_Key=key)] * 4)

    done = [answer for answer in answers if answer.status == 201]
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({str(answer.body["id"]) for answer in done}) == 1
    again = ginkgo.seller.ask("POST", "/customers", body, Idempotency_Key=key)
    assert (again.status, again.body) == (201, done[0].body)
    assert len(ginkgo.seller.items("/customers?search=Hazel")) == 1


def test_an_order_that_a_browser_sends_twice_at_once_is_one_order(
    instance: Instance, ginkgo: Company
) -> None:
    browser = Browser(instance.paper["web"])
    anna = instance.people["anna@alder-it.example"]
    sign_in = browser.visit("/account/login/")
    browser.fill_in("/account/login/", sign_in, login=anna["email"], password=anna["password"])
    plan = next(plan for plan in ginkgo.seller.items("/plans") if plan["name"] == "Mail Standard")
    path = f"/subscriptions/new/{plan['id']}/?buyer={ginkgo.tenant_id}"
    summary = browser.fill_in(path, browser.visit(path), seats="1", reference="twice")

    led_to = at_once([lambda: browser.send(path, summary, confirm="1")] * 4)

    orders = ginkgo.seller.items("/subscriptions?search=twice")
    assert [f"{instance.paper['web']}/subscriptions/{order['number']}/" for order in orders] == [led_to[0]]
    assert set(led_to) == {led_to[0]}


def test_usage_that_many_report_at_once_in_any_order_is_counted_once(ginkgo: Company) -> None:
    at = datetime.now(UTC).isoformat()
    events = [
        {
            "id": str(number),
            "subscription": ginkgo.number,
            "meter": "messages_sent",
            "quantity": "1",
            "at": at,
        }
        for number in range(300)
    ]
    shuffled = [Random(seed).sample(events, len(events)) for seed in range(6)]

    answers = at_once(
        [
            lambda batch=batch: ginkgo.seller.ask("POST", "/usage-events", {"events": batch})
            for batch in shuffled
        ]
    )

    assert {answer.status for answer in answers} == {200}
    assert sum(int(str(answer.body["accepted"])) for answer in answers) == 300
    assert sum(int(str(answer.body["duplicates"])) for answer in answers) == 5 * 300


def test_a_person_who_is_ordered_twice_at_once_is_there_once(ginkgo: Company) -> None:
    body = {"name": "Gus Ginkgo", "address": f"gus@{DOMAIN}"}

    answers = at_once([lambda: ginkgo.inside.ask("POST", "/mail/people", body)] * 2)

    assert sorted(answer.status for answer in answers)[0] == 201
    (refused,) = [answer for answer in answers if answer.status != 201]
    assert refused.status in {409, 422}
    assert refused.body["code"] in {"person_exists", "address_taken"}
    assert len(ginkgo.inside.items("/people?search=Gus")) == 1
    assert ginkgo.inside.get(f"/instances/{ginkgo.instance_id}")["seats_used"] == 2


def test_of_two_administrators_who_change_the_same_one_is_told(ginkgo: Company) -> None:
    path = f"/people/{ginkgo.people[GIL]}"
    version = ginkgo.inside.get(path)["version"]
    bodies = [{"name": name, "email": GIL, "version": version} for name in ("Gil One", "Gil Two")]

    answers = at_once([lambda body=body: ginkgo.inside.ask("PUT", path, body) for body in bodies])  # type: ignore[misc]

    assert sorted(answer.status for answer in answers) == [200, 409]
    (told,) = [answer for answer in answers if answer.status == 409]
    assert told.body["code"] == "changed_meanwhile"
    winner = bodies[[answer.status for answer in answers].index(200)]
    assert ginkgo.inside.get(path)["name"] == winner["name"]


def test_fewer_seats_than_are_in_use_are_refused(ginkgo: Company) -> None:
    used = ginkgo.inside.get(f"/instances/{ginkgo.instance_id}")["seats_used"]
    ginkgo.inside.post("/mail/people", {"name": "Gwen", "address": f"gwen@{DOMAIN}"})

    answer = ginkgo.seller.ask("PUT", f"/subscriptions/{ginkgo.number}/seats", {"seats": used})

    assert answer.body["code"] == "seats_in_use"
    assert ginkgo.seller.get(f"/subscriptions/{ginkgo.number}")["seats"] == 3


def test_an_address_of_an_unproven_domain_is_refused(ginkgo: Company) -> None:
    ginkgo.inside.post("/domains", {"name": "ginkgo-unproven.example"})
    body = {"name": "Nobody", "address": "nobody@ginkgo-unproven.example"}

    answer = ginkgo.inside.ask("POST", "/mail/people", body)

    assert answer.status in {409, 422}
    assert answer.body["code"] == "domain_not_proven"
    assert str(answer.body["detail"]).endswith(".")
    assert ginkgo.inside.items("/people?search=Nobody") == []
