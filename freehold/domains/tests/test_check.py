"""A look into DNS, from the question to the consequences: real servers, honest and hostile."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from pytest_django import Settings

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.domains import engine
from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.actions.note_check import note_check
from freehold.domains.actions.note_health import note_health
from freehold.domains.actions.note_publication import note_publication
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.contract import Record, RecordKind, RecordType
from freehold.domains.jobs import sweep_domains
from freehold.domains.models import Domain
from freehold.domains.queries import domains_due, get_domain, records_of
from freehold.domains.states import Advice, AnswerState, CheckState, DomainState
from freehold.domains.tests.conftest import DOMAIN, World, claim, look_at, prove, records_for
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_the_proof_in_dns_proves_the_domain(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
        states = {record.kind: record.state for record in records_of(cast.customer, domain_id)}
    assert domain.state is DomainState.PROVEN
    assert not domain.is_being_checked
    assert states[RecordKind.PROOF] is CheckState.RIGHT
    assert states[RecordKind.MX] is CheckState.MISSING


def test_without_the_proof_the_claim_stays_a_claim(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
    assert (domain.state, domain.proof_state) == (DomainState.CLAIMED, CheckState.MISSING)
    assert domain.checked_at is not None


def test_every_record_gets_its_own_state(cast: Cast, world: World) -> None:
    world.zone(
        DOMAIN,
        "@ MX 10 mail.test.",
        '@ TXT "v=spf1 include:_spf.other.example -all"',
        '@ TXT "some-verification=1"',
        '_dmarc TXT "v=DMARC1; p=none"',
        "autoconfig CNAME elsewhere.example.",
    )
    domain_id = claim(cast.customer)
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        records = {record.kind: record for record in records_of(cast.customer, domain_id)}
    assert records[RecordKind.MX].state is CheckState.RIGHT
    assert records[RecordKind.DMARC].state is CheckState.RIGHT
    assert records[RecordKind.DKIM].state is CheckState.MISSING
    assert records[RecordKind.AUTOCONFIG].state is CheckState.WRONG
    assert records[RecordKind.AUTOCONFIG].found == ("elsewhere.example.",)
    spf = records[RecordKind.SPF]
    assert (spf.state, spf.advice) == (CheckState.WRONG, Advice.MERGE_SPF)
    assert spf.publish == "v=spf1 include:mail.test include:_spf.other.example -all"


def test_a_look_may_run_twice(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        assert len(records_of(cast.customer, domain_id)) == len(records_for(DOMAIN)) + 1
        assert len(log_lines(cast.customer.tenant_id, action="domains.prove_domain")) == 1


def test_a_proven_domain_whose_proof_has_gone_stays_proven_with_a_warning(cast: Cast, world: World) -> None:
    domain_id = prove(cast.customer, world)
    world.zone(DOMAIN)
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
        newest = log_lines(cast.customer.tenant_id)[0]
    assert domain.state is DomainState.PROVEN
    assert domain.proof_missing_since is not None
    assert (newest.action, newest.facts["proof"]) == ("domains.note_check", "missing")


def test_a_proof_seen_too_late_says_that_somebody_else_has_the_name(cast: Cast, world: World) -> None:
    late_id = claim(cast.rival_customer)
    prove(cast.customer, world)
    with scope(cast.rival_customer.tenant_id):
        proof = get_domain(cast.rival_customer, late_id).proof_value
    world.zone(DOMAIN, f'_freehold-challenge TXT "{proof}"')
    look_at(cast.rival_customer, late_id)

    with scope(cast.rival_customer.tenant_id):
        late = get_domain(cast.rival_customer, late_id)
    assert late.state is DomainState.CLAIMED
    assert late.taken_elsewhere


def test_a_released_domain_is_not_looked_at(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        release_domain(domain_id, actor=cast.customer)
        with pytest.raises(Refused):
            ask_for_check(domain_id, actor=cast.customer)

    look_at(cast.customer, domain_id)
    with scope(cast.customer.tenant_id):
        assert get_domain(cast.customer, domain_id).checked_at is None


def test_asking_is_for_those_who_may_and_see(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        ask_for_check(domain_id, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        ask_for_check(domain_id, actor=cast.rival)


def test_nobody_but_the_platform_notes_what_was_seen(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        note_check(domain_id, seen=[], actor=cast.customer)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("silent.example", AnswerState.UNREACHABLE),
        ("failing.example", AnswerState.UNREACHABLE),
        ("garbage.example", AnswerState.UNREACHABLE),
        ("looping.example", AnswerState.UNREACHABLE),
        ("empty.example", AnswerState.NOTHING),
    ],
)
def test_a_bad_answer_is_an_answer_of_its_kind_within_seconds(
    hostile: None, name: str, state: AnswerState
) -> None:
    began = time.monotonic()
    seen = engine.look(name, records_for(name))

    assert time.monotonic() - began < 15
    assert {answer.state for record, answer in seen if record.type is not RecordType.CNAME} == {state}


def test_a_huge_answer_is_cut(hostile: None) -> None:
    record = Record(RecordKind.SPF, "huge.example", RecordType.TXT, "v=spf1 -all")
    ((_, answer),) = engine.look("huge.example", [record])

    assert sum(len(value) for value in answer.values) <= engine.VALUES_KEPT * engine.VALUE_LENGTH


def test_what_a_stranger_writes_into_dns_is_kept_as_plain_text(cast: Cast, hostile: None) -> None:
    domain_id = claim(cast.customer, "binary.example")
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        records = records_of(cast.customer, domain_id)
    text = "".join(value for record in records for value in record.found)
    assert "<script>" in text
    assert text.isprintable()


def test_an_unreachable_dns_changes_nothing_about_the_proof(
    cast: Cast, world: World, settings: Settings
) -> None:
    domain_id = prove(cast.customer, world)
    settings.RESOLVER = "127.0.0.1:9"
    look_at(cast.customer, domain_id)

    with scope(cast.customer.tenant_id):
        domain = get_domain(cast.customer, domain_id)
    assert domain.state is DomainState.PROVEN
    assert domain.proof_missing_since is None
    assert domain.proof_state is CheckState.UNREACHABLE


def test_the_sweep_asks_for_what_is_due(
    cast: Cast, world: World, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    domain_id = claim(cast.customer)
    with scope(cast.customer.tenant_id):
        Domain.objects.update(next_check_at=clock.now(), check_wanted_at=None)

    with as_role("freehold_worker"):
        sweep_domains(0)
        with scope(cast.customer.tenant_id):
            assert get_domain(
                platform_actor(cast.customer.tenant_id, via=Via.JOB), domain_id
            ).is_being_checked
        assert domains_due(10) == []


def test_totals_and_publications_are_noted_by_the_platform_alone(cast: Cast, world: World) -> None:
    domain_id = claim(cast.customer)

    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            note_health(cast.customer.tenant_id, actor=cast.customer)
        with pytest.raises(NotPermitted):
            note_publication(domain_id, error="", actor=cast.customer)
