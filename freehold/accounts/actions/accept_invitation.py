"""Begin to use an account: the holder of the link chooses the first password."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from freehold.accounts.invitations import use_invitation
from freehold.kernel.errors import Refused


@transaction.atomic
def accept_invitation(secret: str, *, password: str) -> UUID:
    """Use an invitation, once: its person is active and has this password.

    Raises: NotFound (used, expired, void or unknown), Refused("weak_password").
    """
    with use_invitation(secret) as person:
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise Refused("weak_password", " ".join(error.messages), field="password") from error
        person.set_password(password)
    return person.id
