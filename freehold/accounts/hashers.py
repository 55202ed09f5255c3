"""How people's passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes: Django's default takes 100 MiB for each sign-in.

    Source: OWASP, Password Storage Cheat Sheet, Argon2id; the random app passwords of devices need no slow hash.
    """

    memory_cost = 19456  # KiB
    time_cost = 2
    parallelism = 1
