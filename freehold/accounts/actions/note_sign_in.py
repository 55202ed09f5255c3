"""What the log and the person are told of signing in and out."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from freehold.accounts.models import Person
from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_actor
from freehold.accounts.sessions import close_mail
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.permission import require
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate, SecurityChange
from freehold.tenants.queries import get_tenant


@dataclass(frozen=True, slots=True)
class Where:
    """Where a request came from, as a person may recognise it."""

    ip: str
    browser: str


@transaction.atomic
def note_sign_in(person: Person, *, where: Where, is_new_browser: bool) -> None:
    """Record that somebody signed in, and tell them when it was from a browser not seen before."""
    actor = own_actor(person)
    require(actor, CHANGE_OWN)
    record(actor, "accounts.sign_in", subject_kind="person", subject_id=person.id, address=where.ip)
    if is_new_browser:
        _tell(person, NoticeTemplate.NEW_SIGN_IN, where)


@transaction.atomic
def note_sign_out(person: Person, *, mail_session_id: UUID | None) -> None:
    """Record that somebody signed out, and close the mail that their browser had open."""
    actor = own_actor(person)
    require(actor, CHANGE_OWN)
    if mail_session_id is not None:
        close_mail(person.tenant_id, person.id, only=[mail_session_id])
    record(actor, "accounts.sign_out", subject_kind="person", subject_id=person.id)


@transaction.atomic
def note_security_change(person: Person, change: SecurityChange, *, where: Where) -> None:
    """Record a change in how somebody signs in, and tell them by mail."""
    actor = own_actor(person)
    require(actor, CHANGE_OWN)
    record(actor, f"accounts.{change}", subject_kind="person", subject_id=person.id, address=where.ip)
    _tell(person, NoticeTemplate.SECURITY_CHANGED, where, change=change)


def _tell(person: Person, template: NoticeTemplate, where: Where, **more: str) -> None:
    enqueue_notice(
        template,
        to=person.contact_email or person.email,
        language=person.language or get_tenant(person.tenant_id).language,
        person_id=person.id,
        context={
            "name": person.name,
            "address": person.email,
            "at": clock.now().strftime("%Y-%m-%d %H:%M"),
            "ip": where.ip,
            "browser": where.browser,
            **more,
        },
    )
