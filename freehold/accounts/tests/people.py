"""Who signs in in these tests, and how."""

import base64
import hashlib
import hmac
import struct
import time

from django.db import connection
from django.http import HttpResponse

from conftest import Browser, Cast
from freehold.accounts.models import Person
from freehold.kernel.actor import Actor, Role
from freehold.tenants.row_security import scope

PASSWORD = "a rather long horse"
LOGIN = "/account/login/"


def give_password(actor: Actor, password: str = PASSWORD) -> None:
    """Let somebody of the cast sign in."""
    with scope(actor.tenant_id):
        person = Person.objects.get(id=actor.person_id)
        person.set_password(password)
        person.save(update_fields=["password"])


def change_state(actor: Actor, **fields: object) -> None:
    """Change somebody's row."""
    with scope(actor.tenant_id):
        Person.objects.filter(id=actor.person_id).update(**fields)


def sign_in(
    client: Browser, email: str = "max@acme-dental.example", password: str = PASSWORD, **extra: str
) -> HttpResponse:
    """Post the form of the sign-in page."""
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def technician(cast: Cast) -> Actor:
    """Max as a technician."""
    return Actor(
        tenant_id=cast.member.tenant_id,
        home_tenant_id=cast.member.tenant_id,
        person_id=cast.member.person_id,
        name="Max Acme",
        roles=frozenset({Role.TECHNICIAN}),
        via=cast.member.via,
    )


def jobs_waiting() -> int:
    """How many jobs the tenant in scope waits for."""
    with connection.cursor() as cursor:
        cursor.execute("select count(id) from procrastinate_jobs")
        return int(cursor.fetchone()[0])


def code_of(secret: str, *, at: float | None = None) -> str:
    """What an authenticator app shows. Source: RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
