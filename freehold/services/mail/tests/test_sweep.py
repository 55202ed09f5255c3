"""What the sweep of mail mends, for everybody, whatever is broken at somebody's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings
from structlog.testing import capture_logs

from freehold.domains.actions.release_domain import release_domain
from freehold.domains.models import Domain
from freehold.kernel import clock
from freehold.notices.models import Notice
from freehold.services.mail import jobs
from freehold.services.mail.actions.close_mailbox import close_mailbox
from freehold.services.mail.actions.create_mailbox import create_mailbox
from freehold.services.mail.actions.create_shared_mailbox import create_shared_mailbox
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key
from freehold.services.mail.models import DkimKey, Mailbox
from freehold.services.mail.queries.records import dkim_keys
from freehold.services.mail.tests.conftest import Mail, prove
from freehold.tenants.row_security import scope

ACME, CEDAR = "acme-dental.example", "cedar-legal.example"
Play = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def sweep(mail: Mail, as_role: Play, settings: Settings, tmp_path: Path) -> Callable[[], list[str]]:
    """Sweeps as the worker does; gives what was logged of single tenants."""
    settings.ENGINE_ROOT = tmp_path

    def run() -> list[str]:
        with capture_logs() as logged, as_role("freehold_worker"):
            jobs.sweep_mail(0)
        # No Dovecot is here to be told who may sign in; on_engines/test_sign_in.py has one.
        return [str(line["event"]) for line in logged if line["event"] != "access_not_applied"]

    return run


def keys_on_disk(settings: Settings) -> set[str]:
    """The domains and selectors of the keys that the host has."""
    return {path.name.removesuffix(".key") for path in (settings.ENGINE_ROOT / "keys").glob("*.key")}


def selector_of(tenant_id: UUID, domain: str) -> str:
    """The selector of the key that signs for a tenant."""
    with scope(tenant_id):
        return DkimKey.objects.get(domain=domain, active=True).selector


def test_a_domain_proven_lately_gets_its_key_and_the_host_has_all(
    mail: Mail, sweep: Callable[[], list[str]], settings: Settings
) -> None:
    assert sweep() == []

    assert keys_on_disk(settings) == {
        f"{ACME}.{selector_of(mail.ada.tenant_id, ACME)}",
        f"{CEDAR}.{selector_of(mail.cleo.tenant_id, CEDAR)}",
    }


def test_one_broken_tenant_stops_nobody_elses_step(
    mail: Mail,
    sweep: Callable[[], list[str]],
    settings: Settings,
    tamper: Callable[..., None],
) -> None:
    prove(mail.ada.tenant_id, "acme-more.example")
    tamper("create function broken() returns trigger language plpgsql as $$ begin raise 'broken'; end $$")
    tamper(
        "create trigger broken before insert on mail_dkimkey for each row "
        "when (new.domain = 'acme-more.example') execute function broken()"
    )
    with scope(mail.ada.tenant_id):
        DkimKey.objects.update(sealed_key="nobody opens this")
    with scope(mail.cleo.tenant_id):
        info = create_shared_mailbox(f"info@{CEDAR}", actor=mail.cleo)
        Mailbox.objects.filter(id=info).update(sending_frozen_at=clock.now(), sending_frozen_because="much")

    assert sweep() == ["signing_key_lost", "step_failed", "signing_key_lost"]

    assert keys_on_disk(settings) == {f"{CEDAR}.{selector_of(mail.cleo.tenant_id, CEDAR)}"}
    with scope(mail.cleo.tenant_id):
        assert Notice.objects.filter(template="sender_frozen").count() == 2


def test_a_domain_changes_hands_and_so_do_its_keys(
    mail: Mail, sweep: Callable[[], list[str]], settings: Settings
) -> None:
    sweep()
    before = selector_of(mail.ada.tenant_id, ACME)
    with scope(mail.ada.tenant_id):
        for mailbox_id in (mail.adas, mail.maxs):
            close_mailbox(mailbox_id, actor=mail.ada)
        release_domain(Domain.objects.get(name=ACME).id, actor=mail.ada)
    prove(mail.cleo.tenant_id, ACME)
    with scope(mail.cleo.tenant_id):
        create_mailbox(f"cleo@{ACME}", person_id=mail.cleo.person_id, actor=mail.cleo)

    assert sweep() == []

    after = selector_of(mail.cleo.tenant_id, ACME)
    assert after != before
    assert f"{ACME}.{after}" in keys_on_disk(settings)
    assert f"{ACME}.{before}" not in keys_on_disk(settings)
    with scope(mail.ada.tenant_id):
        assert dkim_keys(ACME) == []
    with scope(mail.cleo.tenant_id):
        assert [key.selector for key in dkim_keys(ACME)] == [after]


def test_a_replaced_key_stays_published_for_a_week(mail: Mail, sweep: Callable[[], list[str]]) -> None:
    with scope(mail.ada.tenant_id):
        selector = rotate_dkim_key(ACME, actor=mail.ada)
    sweep()
    with scope(mail.ada.tenant_id):
        assert len(dkim_keys(ACME)) == 2
        DkimKey.objects.filter(selector=selector).update(
            created_at=clock.now() - timedelta(days=7, minutes=1)
        )

    sweep()

    with scope(mail.ada.tenant_id):
        assert [key.selector for key in dkim_keys(ACME)] == [selector]
