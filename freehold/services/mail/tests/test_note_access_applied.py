"""Whether the engines have still to be told who may sign in to a mailbox."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.models import AppPassword
from freehold.kernel import clock
from freehold.services.mail.actions.change_quota import change_quota
from freehold.services.mail.actions.note_access_applied import note_access_applied
from freehold.services.mail.queries.access import access_to_apply, who_shares
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

Waiting = Callable[[], list[tuple[UUID, UUID | None, UUID | None]]]


@pytest.fixture
def waiting(as_role: Callable[[str], AbstractContextManager[None]]) -> Waiting:
    """What the worker has still to apply."""

    def ask() -> list[tuple[UUID, UUID | None, UUID | None]]:
        with as_role("freehold_worker"):
            return access_to_apply()

    return ask


def test_a_change_waits_until_it_is_applied(mail: Mail, waiting: Waiting) -> None:
    before = waiting()
    with scope(mail.ada.tenant_id):
        change_quota(mail.maxs, quota_bytes=10**9, actor=mail.ada)
    wanted = waiting()
    with scope(mail.ada.tenant_id):
        (box,) = who_shares(mailbox_id=mail.maxs)
        note_access_applied(mail.maxs, wanted_at=box.wanted_at, began_at=clock.now())

    assert (before, wanted, waiting()) == ([], [(mail.ada.tenant_id, mail.maxs, None)], [])


def test_what_changed_while_it_was_applied_waits_on(mail: Mail, waiting: Waiting) -> None:
    with scope(mail.ada.tenant_id):
        change_quota(mail.maxs, quota_bytes=10**9, actor=mail.ada)
        (box,) = who_shares(mailbox_id=mail.maxs)
        change_quota(mail.maxs, quota_bytes=2 * 10**9, actor=mail.ada)
        note_access_applied(mail.maxs, wanted_at=box.wanted_at, began_at=clock.now())

    assert waiting() == [(mail.ada.tenant_id, mail.maxs, None)]


@pytest.mark.parametrize("was_used", [True, False])
def test_a_revoked_password_waits_if_anything_can_be_open_with_it(
    mail: Mail, waiting: Waiting, was_used: bool
) -> None:
    with scope(mail.max.tenant_id, person_id=mail.max.person_id):
        made = create_app_password("Phone", actor=mail.max)
        AppPassword.objects.filter(id=made.id).update(last_used_at=clock.now() if was_used else None)
        revoke_app_password(made.id, actor=mail.max)
    revoked = waiting()
    with scope(mail.max.tenant_id):
        note_access_applied(mail.maxs, wanted_at=None, began_at=clock.now())

    assert revoked == ([(mail.max.tenant_id, None, mail.max.person_id)] if was_used else [])
    assert waiting() == []
