"""Write to those whom something that happened to an order concerns, under the brand that they know."""

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise

from freehold.accounts.queries.people import people_with_role
from freehold.kernel.actor import Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.models import Subscription
from freehold.tenants.queries import get_tenant
from freehold.tenants.row_security import current_tenant, enter

Value = str | int | date | Promise | None


def tell_buyer(template: NoticeTemplate, subscription: Subscription, **values: Value) -> int:
    """Write to the buyer's administrators; how many notices that made, 0 where nobody has been invited yet."""
    with enter(subscription.buyer_id, because="the buyer is told what happens to its order"):
        return _tell_here(template, subscription, values)


def tell_seller(template: NoticeTemplate, subscription: Subscription, **values: Value) -> int:
    """The same to the seller's administrators, who can reach a buyer whose own mail has ended."""
    with enter(subscription.seller_id, because="the seller is told too, as its buyer's mail may have ended"):
        return _tell_here(template, subscription, values)


def _tell_here(template: NoticeTemplate, subscription: Subscription, values: Mapping[str, Value]) -> int:
    tenant_id = current_tenant()
    people = people_with_role(Role.ADMINISTRATOR)
    if tenant_id is None or not people:
        return 0
    language_here = get_tenant(tenant_id).language
    for person in people:
        language = person.language or language_here
        with translation.override(language):
            written = {name: _written(value) for name, value in values.items()}
        enqueue_notice(
            template,
            to=person.email,
            language=language,
            person_id=person.person_id,
            context={
                "name": person.name,
                "plan": subscription.plan_name,
                "number": subscription.number,
                **written,
            },
        )
    return len(people)


def _written(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return value if isinstance(value, int) else str(value)
