"""Revoking API tokens."""

from datetime import timedelta

import pytest

from conftest import Cast
from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.revoke_token import revoke_token
from freehold.delegation.queries import enter_token
from freehold.kernel.errors import NotFound, Refused
from freehold.tenants.row_security import scope

DAY = timedelta(days=1)


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        made = create_token("report", scopes=frozenset(), lasts=DAY, actor=cast.customer)
        revoke_token(made.id, actor=cast.customer)
        with pytest.raises(Refused):
            revoke_token(made.id, actor=cast.customer)

    assert enter_token(made.secret, grant_id=None) is None


def test_nobody_revokes_a_colleagues_or_a_strangers(cast: Cast) -> None:
    with scope(cast.customer.tenant_id):
        made = create_token("report", scopes=frozenset(), lasts=DAY, actor=cast.customer)
        with pytest.raises(NotFound):
            revoke_token(made.id, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        revoke_token(made.id, actor=cast.rival)
