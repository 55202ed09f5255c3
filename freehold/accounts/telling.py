"""Write to those whom a change of an account concerns: its person, where they can be reached, and the administrators."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils import translation

from freehold.accounts.models import Person
from freehold.accounts.queries.groups import roles_held
from freehold.accounts.queries.people import people_with_role
from freehold.accounts.words import roles_told
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import TenantFacts, get_tenant


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, and what it was before; the same twice is no change."""

    address_before: str = ""
    address_now: str = ""
    contact_before: str = ""
    contact_now: str = ""
    roles_before: tuple[str, ...] = ()
    roles_now: tuple[str, ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether anything differs."""
        return (self.address_before, self.contact_before, self.roles_before) != (
            self.address_now,
            self.contact_now,
            self.roles_now,
        )

    def as_told(self) -> dict[str, str | int]:
        """What differs, in words, in the language that is active."""
        told: dict[str, str | int] = {}
        if self.address_before != self.address_now:
            told |= {"address_before": self.address_before, "address_now": self.address_now}
        if self.contact_before != self.contact_now:
            told["contact_now"] = self.contact_now or self.address_now
        if self.roles_before != self.roles_now:
            told |= {"roles_before": roles_told(self.roles_before), "roles_now": roles_told(self.roles_now)}
        return told


def tell_of_change(person: Person, change: Change, *, actor: Actor) -> None:
    """Tell the person, where they were reached before and where they are reached now, and the other administrators."""
    tenant = get_tenant(actor.tenant_id)
    before = change.contact_before or change.address_before
    now = person.contact_email or person.email
    for to in dict.fromkeys(address for address in (before, now) if address):
        _tell(
            NoticeTemplate.ACCOUNT_CHANGED,
            person,
            change,
            to=to,
            name=person.name,
            tenant=tenant,
            actor=actor,
        )
    _tell_administrators(NoticeTemplate.PERSON_CHANGED, person, change, tenant=tenant, actor=actor)


@contextmanager
def telling_of_roles(people: Collection[UUID], *, actor: Actor) -> Iterator[None]:
    """Tell of each of these people whose roles, by themselves or by a group, are others after than before."""
    before = roles_held(actor.tenant_id, people) if people else {}
    yield
    now = roles_held(actor.tenant_id, people) if people else {}
    changed = [person_id for person_id in now if now[person_id] != before[person_id]]
    for person in Person.objects.filter(tenant_id=actor.tenant_id, id__in=changed).order_by("id"):
        tell_of_change(person, Change(roles_before=before[person.id], roles_now=now[person.id]), actor=actor)


def tell_of_own(person: Person, template: NoticeTemplate, **context: str) -> None:
    """Tell somebody of what they, or whoever plays them, did to their own account."""
    enqueue_notice(
        template,
        to=person.contact_email or person.email,
        language=person.language or get_tenant(person.tenant_id).language,
        person_id=person.id,
        context={
            "name": person.name,
            "address": person.email,
            "at": clock.now().strftime("%Y-%m-%d %H:%M"),
            **context,
        },
    )


def tell_of_newcomer(person: Person, *, actor: Actor) -> None:
    """Tell the administrators of somebody who was invited."""
    change = Change(roles_now=tuple(person.roles))
    tenant = get_tenant(actor.tenant_id)
    _tell_administrators(NoticeTemplate.PERSON_INVITED, person, change, tenant=tenant, actor=actor)


def _tell_administrators(
    template: NoticeTemplate, person: Person, change: Change, *, tenant: TenantFacts, actor: Actor
) -> None:
    for one in people_with_role(Role.ADMINISTRATOR):
        if one.person_id not in (person.id, actor.person_id):
            _tell(
                template, person, change, to=one.email, name=one.name, tenant=tenant, actor=actor,
                language=one.language,
            )  # fmt: skip


def _tell(
    template: NoticeTemplate,
    person: Person,
    change: Change,
    *,
    to: str,
    name: str,
    tenant: TenantFacts,
    actor: Actor,
    language: str = "",
) -> None:
    spoken = language or person.language or tenant.language
    with translation.override(spoken):
        context: dict[str, str | int] = {
            "name": name,
            "whose": person.name,
            "address": person.email,
            "organisation": tenant.name,
            "by": actor.name,
            "from_outside": int(actor.home_tenant_id != actor.tenant_id),
            **change.as_told(),
        }
    enqueue_notice(template, to=to, language=spoken, person_id=person.id, context=context)
