"""Who signs in in these tests, and how."""

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
