"""A signing key goes when no mail bears it any more."""

from uuid import uuid4

import pytest

from freehold.audit.queries import log_lines
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.services.mail.actions.retire_dkim_key import retire_dkim_key
from freehold.services.mail.actions.rotate_dkim_key import rotate_dkim_key
from freehold.services.mail.models import DkimKey
from freehold.services.mail.queries.records import dkim_keys
from freehold.services.mail.tests.conftest import Mail
from freehold.tenants.row_security import scope

DOMAIN = "acme-dental.example"


@pytest.fixture
def replaced(mail: Mail) -> DkimKey:
    """Acme's first key, which another one has replaced."""
    with scope(mail.ada.tenant_id):
        rotate_dkim_key(DOMAIN, actor=mail.ada)
        return DkimKey.objects.get(domain=DOMAIN, active=False)


def test_a_replaced_key_is_retired_once(mail: Mail, replaced: DkimKey) -> None:
    with scope(mail.ada.tenant_id):
        for _ in range(2):
            retire_dkim_key(replaced.id, actor=mail.ada)

        assert [key.active for key in dkim_keys(DOMAIN)] == [True]
        assert DkimKey.objects.get(id=replaced.id).sealed_key == ""
        retired = [
            line.facts.get("retired") for line in log_lines(mail.ada.tenant_id, action="mail.rotate_dkim_key")
        ]
        assert retired == [replaced.selector, None]


def test_the_key_that_signs_stays(mail: Mail) -> None:
    with scope(mail.ada.tenant_id):
        (key,) = dkim_keys(DOMAIN)
        retire_dkim_key(key.id, actor=mail.ada)

        assert dkim_keys(DOMAIN) == [key]


def test_a_member_may_not_and_a_stranger_finds_none(mail: Mail, replaced: DkimKey) -> None:
    with scope(mail.max.tenant_id), pytest.raises(NotPermitted):
        retire_dkim_key(replaced.id, actor=mail.max)
    with scope(mail.cleo.tenant_id), pytest.raises(NotFound):
        retire_dkim_key(replaced.id, actor=mail.cleo)
    with scope(mail.ada.tenant_id):
        with pytest.raises(NotFound):
            retire_dkim_key(uuid4(), actor=mail.ada)
        assert DkimKey.objects.get(id=replaced.id).retired_at is None
