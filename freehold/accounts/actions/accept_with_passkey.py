"""Begin to use an account without any password: the holder of the link has made a passkey."""

from collections.abc import Mapping
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from freehold.accounts.invitations import use_invitation


@transaction.atomic
def accept_with_passkey(secret: str, *, name: str, credential: Mapping[str, object]) -> UUID:
    """Use an invitation, once: its person is active, signs in with this passkey, and has recovery codes.

    `credential` is what the browser answered, checked already against what it was asked.
    Raises: NotFound (used, expired, void or unknown).
    """
    with use_invitation(secret) as person:
        Authenticator.objects.create(
            user_id=person.id,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": dict(credential)},
        )
        RecoveryCodes.activate(person)
    return person.id
