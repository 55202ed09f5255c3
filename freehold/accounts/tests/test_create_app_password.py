"""Making passwords of devices."""

from dataclasses import replace
from hashlib import sha256

import pytest

from conftest import Cast
from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.models import AppPassword
from freehold.accounts.permissions import CREATE_APP_PASSWORD
from freehold.accounts.queries.own import own_app_passwords
from freehold.accounts.rules import new_app_password
from freehold.audit.queries import log_lines
from freehold.kernel.errors import Conflict, NotPermitted, Refused
from freehold.kernel.permission import may
from freehold.notices.models import Notice
from freehold.notices.service import compose
from freehold.tenants.row_security import scope


def test_only_a_digest_is_kept_and_the_log_knows_the_name(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        made = create_app_password(" Max’s phone ", actor=cast.member)

        row = AppPassword.objects.get()
        assert (row.name, row.digest) == ("Max’s phone", sha256(made.secret.encode()).hexdigest())
        newest = log_lines(cast.member.tenant_id)[0]
        assert newest.facts["name"] == "Max’s phone"
        assert made.secret not in str(newest.facts)


def test_a_secret_has_more_than_128_bits_and_can_be_typed() -> None:
    made = {new_app_password() for _ in range(200)}

    assert len(made) == 200
    assert all(len(secret.replace("-", "")) == 26 for secret in made)
    assert not set("".join(made)) & set("lO01")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 61])
def test_it_needs_a_name(cast: Cast, name: str) -> None:
    with scope(cast.member.tenant_id), pytest.raises(Refused) as refusal:
        create_app_password(name, actor=cast.member)
    assert refusal.value.field == "name"


def test_two_of_one_name_are_a_conflict_until_the_first_is_revoked(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        first = create_app_password("phone", actor=cast.member)
        with pytest.raises(Conflict):
            create_app_password("Phone", actor=cast.member)
        revoke_app_password(first.id, actor=cast.member)

        create_app_password("phone", actor=cast.member)
        assert [password.name for password in own_app_passwords(cast.member)] == ["phone"]


def test_nobody_makes_one_under_a_grant(cast: Cast) -> None:
    actor = cast.under_grant()
    with scope(actor.tenant_id), pytest.raises((NotPermitted, Refused)):
        create_app_password("phone", actor=actor)


def test_a_token_for_people_and_groups_opens_no_mailbox_unless_it_was_made_for_that(cast: Cast) -> None:
    for scopes, opens in (
        ({"accounts"}, False),
        ({"mail"}, False),
        ({"accounts.create_app_password"}, True),
        (None, True),
    ):
        actor = replace(cast.customer, scopes=frozenset(scopes) if scopes else None)
        assert may(actor, CREATE_APP_PASSWORD) is opens, scopes
    narrow = replace(cast.customer, scopes=frozenset({"accounts"}))
    with scope(narrow.tenant_id):
        with pytest.raises(NotPermitted) as refusal:
            create_app_password("phone", actor=narrow)

        assert "accounts.create_app_password" in refusal.value.sentence
        assert AppPassword.objects.count() == 0


def test_the_person_is_told_of_it(cast: Cast) -> None:
    with scope(cast.member.tenant_id):
        create_app_password("Max’s phone", actor=cast.member)
        message = compose(Notice.objects.get().id)

    assert message is not None
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "A password for a device was made"
    assert "“Max’s phone” was made; it reads your mail." in text
    assert "revoke what was made" in text
    assert "From:" not in text
