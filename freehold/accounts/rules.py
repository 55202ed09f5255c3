"""What may be said of people, and the secrets that they are given."""

import secrets
from hashlib import sha256

APP_PASSWORD_LETTERS = 26  # 131 bits
SECRET_BYTES = 32
ALPHABET = (
    "abcdefghijkmnopqrstuvwxyz23456789"  # nothing that looks like something else; see `new_app_password`
)


def digest(secret: str) -> str:
    """What is kept of a random secret: it has too many bits for a slow hash to add anything."""
    return sha256(secret.encode()).hexdigest()


def new_app_password() -> str:
    """A device's password of more than 128 random bits, in groups that can be typed: `abcde-fghij-…`."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(APP_PASSWORD_LETTERS))
    return "-".join(text[start : start + 5] for start in range(0, len(text), 5))


def new_secret() -> str:
    """A secret of 256 random bits for links and tokens."""
    return secrets.token_urlsafe(SECRET_BYTES)
