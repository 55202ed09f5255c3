"""Mail from a brand's own address: used once the engines know of it, and no longer than its domain allows."""

from email.message import EmailMessage
from uuid import UUID

import pytest

from conftest import Cast
from freehold.console.settings.actions.change_brand import change_brand
from freehold.domains.models import DnsCheck
from freehold.domains.tests.conftest import World, dns_server, prove, world
from freehold.kernel.errors import NotPermitted, Refused
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.service import compose
from freehold.notices.states import NoticeTemplate
from freehold.services.mail.jobs import write_keys
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.actions.note_sender import note_sender
from freehold.tenants.row_security import scope

__all__ = ["dns_server", "world"]
NEUTRAL = "Alder IT <no-reply@mail.test>"
OWN = "Alder IT <hello@alder-it.example>"


def wanted(sender: str) -> BrandWanted:
    """Alder's brand with this sender."""
    return BrandWanted("Alder IT", "#2f5d50", "", "", "desk@alder-it.example", sender=sender)


def written_to(tenant_id: UUID) -> EmailMessage:
    """A notice to somebody of a tenant."""
    with scope(tenant_id):
        notice_id = enqueue_notice(
            NoticeTemplate.SUBSCRIPTION_RESUMED,
            to="ada@acme-dental.example",
            language="en",
            context={"name": "Ada", "plan": "Mail", "number": "SUB-1"},
        )
        message = compose(notice_id)
    assert message is not None
    return message


@pytest.fixture
def listed(settings, tmp_path, as_role):
    """The worker's job, and what the engines know after it."""
    settings.ENGINE_ROOT = tmp_path

    def run() -> list[str]:
        with as_role("freehold_worker"):
            write_keys()
        return (tmp_path / "keys" / "senders").read_text().split()

    return run


def test_it_writes_once_its_key_was_seen_and_the_engines_know_of_it(cast: Cast, world: World, listed) -> None:
    domain_id = prove(cast.partner, world, "alder-it.example")
    with scope(cast.partner.tenant_id):
        change_brand(wanted("hello@alder-it.example"), actor=cast.partner)
    assert listed() == []
    assert written_to(cast.customer.tenant_id)["From"] == NEUTRAL

    with scope(cast.partner.tenant_id):
        DnsCheck.objects.filter(domain_id=domain_id, kind="dkim").update(state="right")
    assert written_to(cast.customer.tenant_id)["From"] == NEUTRAL
    assert listed() == ["hello@alder-it.example"]

    message = written_to(cast.customer.tenant_id)
    assert message["From"] == OWN
    assert message["Reply-To"] == "Alder IT <desk@alder-it.example>"
    assert written_to(cast.rival.tenant_id)["From"] == "Birch Systems <no-reply@mail.test>"

    with scope(cast.partner.tenant_id):
        DnsCheck.objects.filter(domain_id=domain_id, kind="dkim").update(state="missing")
    assert written_to(cast.customer.tenant_id)["From"] == NEUTRAL
    assert listed() == []
    with scope(cast.partner.tenant_id):
        DnsCheck.objects.filter(domain_id=domain_id, kind="dkim").update(state="right")
    assert written_to(cast.customer.tenant_id)["From"] == NEUTRAL


def test_a_changed_address_waits_for_the_engines_again(cast: Cast, world: World, listed) -> None:
    domain_id = prove(cast.partner, world, "alder-it.example")
    with scope(cast.partner.tenant_id):
        DnsCheck.objects.filter(domain_id=domain_id, kind="dkim").update(state="right")
        change_brand(wanted("hello@alder-it.example"), actor=cast.partner)
    listed()
    with scope(cast.partner.tenant_id):
        change_brand(wanted("desk@alder-it.example"), actor=cast.partner)

    assert written_to(cast.customer.tenant_id)["From"] == NEUTRAL
    assert listed() == ["desk@alder-it.example"]
    assert written_to(cast.customer.tenant_id)["From"] == "Alder IT <desk@alder-it.example>"


def test_nobody_writes_as_an_address_of_anothers_domain(cast: Cast, world: World, listed) -> None:
    prove(cast.rival, world, "birch.example")

    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        change_brand(wanted("hello@birch.example"), actor=cast.partner)

    assert refusal.value.field == "sender"
    assert listed() == []


def test_nobody_but_the_platform_says_what_the_engines_know(cast: Cast) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(NotPermitted):
        note_sender("hello@alder-it.example", actor=cast.partner)
