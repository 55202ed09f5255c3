"""Secrets at rest: sealed with `FREEHOLD_SECRET_KEY`, which may name several keys, the newest first."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from freehold.kernel.errors import Refused


def _fernet() -> MultiFernet:
    keys = [
        hashlib.sha256(f"freehold sealed {key}".encode()).digest() for key in settings.FREEHOLD_SECRET_KEYS
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(plain: str) -> str:
    """Encrypt and authenticate a secret for storage in a text column."""
    return _fernet().encrypt(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Read a sealed secret back.

    Raises: Refused("unsealable") when no configured key fits.
    """
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Refused("unsealable", _("No key in FREEHOLD_SECRET_KEY opens this secret.")) from error


def reseal(sealed: str) -> str:
    """The same secret under the newest key, for a rotation."""
    return _fernet().rotate(sealed.encode()).decode()
