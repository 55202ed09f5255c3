"""Asking and answering on pages, through the API and from a shell."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from typer.testing import CliRunner

from conftest import Browser, Cast
from freehold.accounts.tests.people import code_of
from freehold.delegation.asking import requests_made
from freehold.delegation.commands import app
from freehold.delegation.models import Emergency, GrantRequest
from freehold.delegation.states import RequestState
from freehold.delegation.tests.conftest import BOTH, Asking
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.tenants.row_security import scope
from tests.conftest import Caller, client_of

__all__ = ["client_of"]

SignedIn = Callable[[Actor], Browser]
FORM = {"roles": ["technician"], "lasts": "24", "reason": "mail stands still", "ticket": "T-17"}
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
run = CliRunner().invoke


def test_the_operator_asks_from_its_order_by_the_pseudonym(
    asking: Asking, cast: Cast, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.operator)

    form = browser.get(f"/access/ask/?of={asking.pseudonym}").content.decode()
    asked = browser.post("/access/ask/", {**FORM, "reference": asking.pseudonym})
    listed = browser.get(asked["Location"]).content.decode()

    assert f"Ask {asking.pseudonym} for access" in form
    assert asking.pseudonym in listed
    assert "Acme" not in form + listed


def test_a_seller_asks_from_its_customers_page(asking: Asking, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    acme = cast.customer.tenant_id
    signed_in(cast.customer).post(f"/access/{cast.under_grant().grant_id}/end/")

    assert f"/access/ask/?of={acme}" in browser.get(f"/customers/{acme}/").content.decode()
    assert "Ask Acme Dental for access" in browser.get(f"/access/ask/?of={acme}").content.decode()
    assert browser.post("/access/ask/", {**FORM, "reference": str(acme)}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": "C-00000000"},
        {"reference": str(uuid4())},
        {"roles": ["root"]},
        {"roles": []},
        {"lasts": "3"},
        {"lasts": "-1"},
        {"lasts": "999999"},
        {"reason": ""},
        {"reason": "x" * 501},
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    asking: Asking, cast: Cast, signed_in: SignedIn, wrong: dict[str, object]
) -> None:
    answer = signed_in(cast.operator).post("/access/ask/", {**FORM, "reference": asking.pseudonym, **wrong})

    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    with scope(cast.operator.tenant_id):
        assert GrantRequest.objects.count() == 0


def test_a_customer_has_no_page_to_ask_on(asking: Asking, cast: Cast, signed_in: SignedIn) -> None:
    for method in ("get", "post"):
        assert getattr(signed_in(cast.customer), method)("/access/ask/").status_code == 404
        assert getattr(signed_in(cast.under_grant()), method)("/access/ask/").status_code == 404


def test_the_customer_finds_it_on_its_start_page_and_lets_in_with_less(
    asking: Asking, cast: Cast, signed_in: SignedIn
) -> None:
    request_id = asking.by_operator(roles=BOTH)
    browser = signed_in(cast.customer)

    start = browser.get("/").content.decode()
    page = browser.get(f"/access/requests/{request_id}/").content.decode()
    too_much = browser.post(
        f"/access/requests/{request_id}/approve/", {"roles": ["administrator"], "lasts": "24"}
    )
    let_in = browser.post(f"/access/requests/{request_id}/approve/", {"roles": ["technician"], "lasts": "4"})

    assert "Meridian Hosting asks for access to Acme Dental." in start
    assert "Olga Meridian, Meridian Hosting" in page
    assert "mail stands still" in page
    assert too_much.status_code == 422
    assert let_in.status_code == 302
    (grant,) = asking.grants()
    assert (grant.roles, (grant.ends_at - grant.starts_at).total_seconds()) == (["technician"], 4 * 3600)  # type: ignore[operator]
    assert "asks for access" not in browser.get("/").content.decode()


def test_it_is_declined_and_taken_back_by_a_click(asking: Asking, cast: Cast, signed_in: SignedIn) -> None:
    first = asking.by_partner()
    second = asking.by_operator()

    signed_in(cast.customer).post(f"/access/requests/{first}/decline/")
    signed_in(cast.operator).post(f"/access/requests/{second}/withdraw/")
    again = signed_in(cast.customer).post(
        f"/access/requests/{second}/approve/", {"roles": ["technician"], "lasts": "24"}
    )

    assert asking.row(first).state == RequestState.DECLINED
    assert asking.row(second).state == RequestState.WITHDRAWN
    assert again.status_code == 422
    assert asking.grants() == []


def test_who_answers_is_shown_and_changed_on_the_page(
    asking: Asking, cast: Cast, signed_in: SignedIn
) -> None:
    browser, request_id = signed_in(cast.customer), asking.by_operator()
    assert "Your administrators, and nobody else." in browser.get("/access/requests/").content.decode()
    assert (
        "Your answer" not in signed_in(cast.partner).get(f"/access/requests/{request_id}/").content.decode()
    )

    browser.post("/access/requests/answerer/", {"partner_answers": "yes"})

    assert "Your administrators and Alder IT" in browser.get("/access/requests/").content.decode()
    page = signed_in(cast.partner).get(f"/access/requests/{request_id}/").content.decode()
    assert "Your answer" in page
    browser.post("/access/requests/answerer/", {"partner_answers": "no"})
    refused = signed_in(cast.partner).post(
        f"/access/requests/{request_id}/approve/", {"roles": ["technician"], "lasts": "24"}
    )
    assert refused.status_code in (403, 422)
    assert asking.grants() == []


@pytest.mark.parametrize("who", ["rival", "rival_customer"])
@pytest.mark.parametrize("verb", ["", "approve/", "decline/", "withdraw/"])
def test_ids_of_others_lead_nowhere(
    asking: Asking, cast: Cast, signed_in: SignedIn, client_of: Caller, who: str, verb: str
) -> None:
    request_id = asking.by_operator()
    actor: Actor = getattr(cast, who)
    body = {"roles": ["technician"], "lasts": "24"}

    page, program = signed_in(actor), client_of(actor)
    answers = [
        page.post(f"/access/requests/{request_id}/{verb}", body)
        if verb
        else page.get(f"/access/requests/{request_id}/"),
        program.post(
            f"/api/v1/grant-requests/{request_id}/{verb.strip('/')}", b"{}", content_type="application/json"
        )
        if verb
        else program.get(f"/api/v1/grant-requests/{request_id}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert asking.row(request_id).state == RequestState.OPEN


def sent(
    program: Client, path: str, body: dict[str, object] | None = None, method: str = "POST"
) -> dict[str, object]:
    answer = program.generic(
        method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json"
    )
    assert answer.status_code < 300, answer.content
    return json.loads(answer.content) if answer.content else {}


def test_programs_ask_and_answer(asking: Asking, cast: Cast, client_of: Caller) -> None:
    operator, customer = client_of(cast.operator), client_of(cast.customer)
    body = {"reference": asking.pseudonym, "roles": ["technician", "billing"], "hours": 24, "reason": "mail"}

    request_id = sent(operator, "/grant-requests", body)["id"]
    seen = operator.get(f"/api/v1/grant-requests/{request_id}").json()
    grant_id = sent(customer, f"/grant-requests/{request_id}/approve", {"roles": ["technician"], "hours": 2})[
        "id"
    ]
    made = operator.get("/api/v1/grant-requests?side=made").json()["items"]
    sent(customer, "/access-answerers", {"partner_answers": True}, "PUT")

    assert (seen["tenant_name"], seen["state"], seen["may_answer"]) == (asking.pseudonym, "open", False)
    assert "Acme" not in str(seen)
    assert [(one["state"], one["grant_id"], one["tenant_name"]) for one in made] == [
        ("approved", grant_id, "Acme Dental")
    ]
    assert customer.get("/api/v1/access-answerers").json()["partner_answers"] is True
    for wrong in (
        {"hours": 0}, {"hours": 17521}, {"hours": "x"}, {"roles": []}, {"roles": ["root"]}, {"reason": " "},
        {"reference": ""},
    ):  # fmt: skip
        answer = operator.post(
            "/api/v1/grant-requests", json.dumps({**body, **wrong}), content_type="application/json"
        )
        assert answer.status_code == 422, wrong


def test_the_same_post_sent_again_asks_once(asking: Asking, cast: Cast, client_of: Caller) -> None:
    body = {"reference": asking.pseudonym, "roles": ["technician"], "hours": 24, "reason": "mail"}
    program = client_of(cast.operator, **{"Idempotency-Key": "once"})

    assert sent(program, "/grant-requests", body) == sent(program, "/grant-requests", body)

    with scope(cast.operator.tenant_id):
        assert len(requests_made(cast.operator)) == 1


def test_a_shell_asks_answers_and_lists(asking: Asking, cast: Cast) -> None:
    acme = ["--tenant", str(cast.customer.tenant_id)]
    asked = run(app, ["grants", "ask", asking.pseudonym, "technician", "--hours", "4", "--reason", "mail"])
    request_id = asked.output.strip()

    assert run(app, ["grants", "approve", request_id]).exit_code != 0  # the operator, for itself
    let_in = run(app, ["grants", "approve", request_id, "--hours", "1", *acme])
    second = run(app, ["grants", "ask", asking.pseudonym, "technician", "--hours", "4", "--reason", "again"])
    run(app, ["grants", "decline", second.output.strip(), *acme])
    third = asking.by_partner()
    run(app, ["grants", "withdraw", str(third), "--tenant", str(cast.partner.tenant_id)])
    run(app, ["grants", "let-partner-answer", *acme])

    assert let_in.exit_code == 0, let_in.output
    listed = json.loads(run(app, ["grants", "requests", "--json", *acme]).output)
    assert sorted(one["state"] for one in listed) == ["approved", "declined", "withdrawn"]
    made = run(app, ["grants", "requests", "--side", "made", "--json"]).output
    assert asking.pseudonym in made


def show_second_factor(actor: Actor, browser: Browser) -> None:
    """What allauth keeps in the session once an app's code was shown."""
    session = SessionStore(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": clock.now().timestamp(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(actor.person_id)
    session.save()


def test_the_glass_is_broken_on_pages_by_two_people_who_showed_a_second_factor(
    asking: Asking, cast: Cast, colleague: Actor, signed_in: SignedIn
) -> None:
    olga, omar = signed_in(cast.operator), signed_in(colleague)
    form = {**FORM, "lasts": "2", "reference": asking.pseudonym}

    without = olga.get("/access/break-glass/ask/").content.decode()
    stale = olga.post("/access/break-glass/ask/", form)
    show_second_factor(cast.operator, olga)
    asked = olga.post("/access/break-glass/ask/", form)
    with scope(cast.operator.tenant_id):
        emergency = Emergency.objects.get()
    own = olga.post(f"/access/break-glass/{emergency.id}/approve/", follow=True)
    show_second_factor(colleague, omar)
    waiting = omar.get("/access/break-glass/").content.decode()
    approved = omar.post(f"/access/break-glass/{emergency.id}/approve/", follow=True).content.decode()

    assert "You need a second factor for this" in without
    assert stale.status_code == 422
    assert asked.status_code == 302
    assert "somebody else has to approve it" in own.content.decode()
    assert f"/access/break-glass/{emergency.id}/approve/" in waiting
    assert "The glass is broken." in approved
    page = signed_in(cast.customer).get("/access/").content.decode()
    assert "Break glass" in page
    assert "Meridian Hosting" in page


def test_break_glass_is_no_page_of_anybody_else(asking: Asking, cast: Cast, signed_in: SignedIn) -> None:
    for actor in (cast.partner, cast.customer, cast.rival):
        browser = signed_in(actor)
        assert "break-glass" not in browser.get("/access/").content.decode()
        assert browser.get("/access/break-glass/").status_code == 404
        assert browser.get("/access/break-glass/ask/").status_code == 404
        assert browser.post("/access/break-glass/ask/", FORM).status_code == 404
        assert browser.post(f"/access/break-glass/{uuid4()}/approve/").status_code == 404


def give_app(actor: Actor, key: str) -> None:
    with scope(actor.tenant_id, person_id=actor.person_id):
        Authenticator.objects.create(
            user_id=actor.person_id, type="totp", data={"secret": get_adapter().encrypt(key)}
        )


def test_programs_break_it_with_the_code_of_each_persons_app(
    asking: Asking, cast: Cast, colleague: Actor, client_of: Caller
) -> None:
    give_app(cast.operator, KEY)
    give_app(colleague, KEY[::-1])
    body = {"reference": asking.pseudonym, "roles": ["technician"], "hours": 1, "reason": "mail loops"}
    olga, omar = client_of(cast.operator), client_of(colleague)

    emergency_id = sent(olga, "/emergencies", {**body, "code": code_of(KEY)})["id"]
    replayed = olga.post(
        "/api/v1/emergencies", json.dumps({**body, "code": code_of(KEY)}), content_type="application/json"
    )
    grant_id = sent(omar, f"/emergencies/{emergency_id}/approve", {"code": code_of(KEY[::-1])})["id"]

    assert replayed.status_code == 403
    assert olga.get(f"/api/v1/emergencies/{emergency_id}").json()["grant_id"] == grant_id
    assert [one["state"] for one in olga.get("/api/v1/emergencies").json()["items"]] == ["approved"]
    assert client_of(cast.partner).get("/api/v1/emergencies").status_code == 404


def test_after_five_wrong_codes_none_is_looked_at(asking: Asking, cast: Cast, client_of: Caller) -> None:
    give_app(cast.operator, KEY)
    body = {"reference": asking.pseudonym, "roles": ["technician"], "hours": 1, "reason": "mail loops"}
    olga, code = client_of(cast.operator), code_of(KEY)
    wrong = "000000" if code != "000000" else "111111"

    def tried(code: str) -> str:
        answer = olga.post(
            "/api/v1/emergencies", json.dumps({**body, "code": code}), content_type="application/json"
        )
        return str(answer.json().get("code", ""))

    assert [tried(wrong) for _time in range(5)] == ["wrong_code"] * 5
    assert tried(code) == "too_many_codes"


def test_a_shell_breaks_it_with_two_people(asking: Asking, cast: Cast, colleague: Actor) -> None:
    give_app(cast.operator, KEY)
    give_app(colleague, KEY[::-1])
    ask = ["break-glass", "ask", asking.pseudonym, "technician", "--hours", "1", "--reason", "mail loops"]

    asked = run(app, [*ask, "--person", str(cast.operator.person_id)], input=f"{code_of(KEY)}\n")
    emergency_id = asked.output.split()[-1]
    stranger = run(
        app, ["break-glass", "approve", emergency_id, "--person", str(uuid4()), "--code", "123456"]
    )
    approved = run(
        app,
        ["break-glass", "approve", emergency_id, "--person", str(colleague.person_id)],
        input=f"{code_of(KEY[::-1])}\n",
    )

    assert UUID(emergency_id)
    assert stranger.exit_code != 0
    assert approved.exit_code == 0, approved.output
    (listed,) = json.loads(run(app, ["break-glass", "list", "--json"]).output)
    assert (listed["asked_by"], listed["approved_by"]) == ("Olga Meridian", "Omar Meridian")
