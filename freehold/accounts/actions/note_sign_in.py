"""What the log and the person are told of signing in and out."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from freehold.accounts.models import Person
from freehold.accounts.permissions import CHANGE_OWN
from freehold.accounts.queries.own import own_actor
from freehold.accounts.sessions import close_mail
from freehold.accounts.telling import tell_of_own
from freehold.audit.actions.record import record
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate, SecurityChange


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
        tell_of_own(person, NoticeTemplate.NEW_SIGN_IN, ip=where.ip, browser=where.browser)


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
    tell_of_own(person, NoticeTemplate.SECURITY_CHANGED, change=change, ip=where.ip, browser=where.browser)
