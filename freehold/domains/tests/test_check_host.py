"""A look at a host name: its proof, where it leads, and what follows for links and for who answers there."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from conftest import Browser, Cast
from freehold.audit.queries import log_lines
from freehold.domains.actions.ask_for_host_check import ask_for_host_check
from freehold.domains.actions.note_host import note_host
from freehold.domains.hosts import get_host
from freehold.domains.jobs import check_host
from freehold.domains.rules.leading import leads_to
from freehold.domains.rules.verdicts import Answer
from freehold.domains.states import AnswerState, CheckState, HostState
from freehold.domains.tests.conftest import World
from freehold.domains.tests.hosts import HOST, ZONE, add, look_at, proven
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.tenants.queries import brand_at, brand_of, origin_for
from freehold.tenants.row_security import scope

NOTHING = Answer(AnswerState.NOTHING)
SILENT = Answer(AnswerState.UNREACHABLE)
HERE = Answer(AnswerState.FOUND, ("192.0.2.1",))
ELSEWHERE = Answer(AnswerState.FOUND, ("192.0.2.9",))


def test_a_proven_host_shows_its_brand_and_links_lead_there(cast: Cast, world: World) -> None:
    host_id = proven(cast.partner, world)

    with scope(cast.partner.tenant_id):
        host = get_host(cast.partner, host_id)
        assert (host.state, host.leads_here, host.is_in_use) == (HostState.PROVEN, True, True)
        assert log_lines(cast.partner.tenant_id)[0].action == "domains.note_host"
    assert brand_at(HOST) == brand_of(cast.partner.tenant_id)
    for one in (cast.partner, cast.customer):
        assert origin_for(one.tenant_id) == f"http://{HOST}:8000"
    assert origin_for(cast.rival.tenant_id) == "http://localhost:8000"


def test_a_look_that_is_made_twice_notes_the_same_once(cast: Cast, world: World) -> None:
    host_id = proven(cast.partner, world)

    look_at(cast.partner, host_id)

    with scope(cast.partner.tenant_id):
        assert [line.action for line in log_lines(cast.partner.tenant_id)].count("domains.note_host") == 1


def test_of_two_that_name_it_the_first_who_proves_it_has_it(cast: Cast, world: World) -> None:
    rivals = add(cast.rival)
    with scope(cast.rival.tenant_id):
        their_proof = get_host(cast.rival, rivals).proof_value
    own = proven(cast.partner, world)
    world.zone(ZONE, f'_freehold-challenge.portal TXT "{their_proof}"')

    look_at(cast.rival, rivals)

    with scope(cast.rival.tenant_id):
        host = get_host(cast.rival, rivals)
        assert (host.state, host.taken_elsewhere) == (HostState.CLAIMED, True)
    with scope(cast.partner.tenant_id):
        assert get_host(cast.partner, own).state is HostState.PROVEN


def test_without_its_proof_a_host_is_nobodys(cast: Cast, world: World) -> None:
    world.zone(ZONE, "portal CNAME mail.test.")
    host_id = add(cast.partner)

    look_at(cast.partner, host_id)

    with scope(cast.partner.tenant_id):
        assert get_host(cast.partner, host_id).state is HostState.CLAIMED
        assert get_host(cast.partner, host_id).proof_state is CheckState.MISSING
    assert brand_at(HOST) is None


def test_a_host_that_leads_elsewhere_is_proven_and_in_no_link(cast: Cast, world: World) -> None:
    host_id = proven(cast.partner, world, leads="portal A 192.0.2.1")

    with scope(cast.partner.tenant_id):
        assert not get_host(cast.partner, host_id).is_in_use
    assert origin_for(cast.customer.tenant_id) == "http://localhost:8000"


def test_a_proof_that_goes_away_takes_nothing_from_those_who_sign_in_there(cast: Cast, world: World) -> None:
    host_id = proven(cast.partner, world)
    world.zone(ZONE, "portal CNAME mail.test.")

    look_at(cast.partner, host_id)

    with scope(cast.partner.tenant_id):
        host = get_host(cast.partner, host_id)
        assert (host.state, host.proof_state) == (HostState.PROVEN, CheckState.MISSING)
    assert brand_at(HOST) is not None


def test_where_the_web_has_tls_no_link_leads_to_a_host_without_certificate(
    cast: Cast, world: World, settings: Settings
) -> None:
    settings.HTTPS, settings.ORIGIN = True, "https://app.neutral.example"
    proven(cast.partner, world)

    assert origin_for(cast.customer.tenant_id) == "https://app.neutral.example"


def test_a_look_at_a_host_that_was_removed_is_no_fault(cast: Cast, world: World) -> None:
    host_id = add(cast.partner)
    check_host(str(cast.rival.tenant_id), str(host_id))

    with scope(cast.partner.tenant_id):
        assert get_host(cast.partner, host_id).checked_at is None


@pytest.mark.parametrize(
    ("alias", "addresses", "targets", "leads"),
    [
        (Answer(AnswerState.FOUND, ("mail.test.",)), NOTHING, NOTHING, True),
        (Answer(AnswerState.FOUND, ("other.test.",)), ELSEWHERE, HERE, False),
        (NOTHING, HERE, HERE, True),
        (NOTHING, NOTHING, HERE, False),
        (SILENT, SILENT, HERE, None),
        (NOTHING, HERE, SILENT, None),
        (SILENT, HERE, HERE, True),
    ],
)
def test_a_host_leads_here_by_alias_or_address(
    alias: Answer, addresses: Answer, targets: Answer, leads: bool | None
) -> None:
    assert leads_to("mail.test", alias=alias, addresses=addresses, targets=targets) is leads


def test_the_sign_in_page_at_a_brands_host_is_the_brands(cast: Cast, world: World, client: Browser) -> None:
    proven(cast.partner, world)

    page = client.get("/account/login/", headers={"host": HOST})

    assert page.status_code == 200
    assert "Alder IT" in page.content.decode()
    assert all(cookie["domain"] == "" for cookie in page.cookies.values())


@pytest.mark.parametrize(
    ("host", "status"), [(HOST, 421), ("alder-it.example", 421), ("a b", 400), ("", 200)]
)
def test_a_name_of_nobody_here_is_told_so_and_names_nobody(
    cast: Cast, client: Browser, host: str, status: int
) -> None:
    answer = client.get("/account/login/", headers={"host": host} if host else {})

    assert answer.status_code == status
    if status != 200:
        page = answer.content.decode()
        assert "Nobody is at home" in page
        assert not any(name in page for name in ("Meridian", "Alder", "Freehold"))


def test_a_look_that_is_asked_for_comes_once_within_seconds(cast: Cast, world: World) -> None:
    host_id = add(cast.partner)
    look_at(cast.partner, host_id)

    with clock.as_of(clock.now() + timedelta(minutes=1)), scope(cast.partner.tenant_id):
        assert not get_host(cast.partner, host_id).is_being_checked
        ask_for_host_check(host_id, actor=cast.partner)
        ask_for_host_check(host_id, actor=cast.partner)
        assert get_host(cast.partner, host_id).is_being_checked
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        ask_for_host_check(host_id, actor=cast.rival)


def test_nobody_but_the_platform_says_what_was_seen(cast: Cast) -> None:
    host_id = add(cast.partner)

    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        note_host(host_id, proof=CheckState.RIGHT, leads_here=True, actor=cast.partner)

    assert brand_at(HOST) is None
