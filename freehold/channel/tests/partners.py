"""Partners that come by invitation, and what goes out by mail meanwhile."""

import json
import re
from uuid import UUID

from django.test import Client

from conftest import make_person
from freehold.channel.actions.invite_partner import invite_partner
from freehold.channel.actions.join_as_partner import Joined, join_as_partner
from freehold.invoicing.rules.parties import BuyerFacts
from freehold.kernel.actor import Actor, Role
from freehold.kernel.sealed import unseal
from freehold.notices.models import Notice
from freehold.tenants.row_security import scope

FIR = BuyerFacts(
    legal_name="Fir Systems GmbH", street="Forstweg 1", postcode="01067", city="Dresden", country="DE"
)


def invited(seller: Actor, company: str = "Fir Systems", email: str = "finn@fir.example", **more: str) -> str:
    """The secret of an invitation."""
    with scope(seller.tenant_id):
        return invite_partner(company, person_name="Finn Fir", email=email, actor=seller, **more).secret


def joined(secret: str, name: str = "Fir Systems", *, version: int | None = None) -> Joined:
    """Whoever has the link becomes a partner."""
    return join_as_partner(secret, name=name, person_name="Finn Fir", company=FIR, terms_version=version)


def new_partner(seller: Actor, name: str, email: str) -> Actor:
    """A partner that joined by invitation, and somebody of it who has signed in."""
    made = joined(invited(seller, name, email), name)
    return make_person(made.partner_id, f"second-{email}", f"Admin of {name}", Role.ADMINISTRATOR)


def written(tenant_id: UUID) -> list[tuple[str, str]]:
    """Template and address of each notice of a tenant, the oldest first."""
    with scope(tenant_id):
        return list(Notice.objects.filter(tenant_id=tenant_id).order_by("id").values_list("template", "to"))


def link_in(tenant_id: UUID, template: str) -> str:
    """The path of the link in the newest notice of this kind."""
    with scope(tenant_id):
        notice = Notice.objects.filter(tenant_id=tenant_id, template=template).latest("id")
    found = re.match(r"https?://[^/]+(/.+)", json.loads(unseal(notice.sealed))["link"])
    assert found is not None
    return found[1]


def field_errors(client: Client, address: str, given: dict[str, str]) -> tuple[int, str]:
    """Status and page of what was sent."""
    answer = client.post(address, given)
    return answer.status_code, answer.content.decode()
