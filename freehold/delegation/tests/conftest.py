"""Who asks whom: Alder its own customer, Meridian a customer of Alder's by the pseudonym on its order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from conftest import Cast, make_person
from freehold.audit.queries import LogLine, log_lines
from freehold.catalog.tests.conftest import notebooks, shop
from freehold.delegation.actions.ask_for_grant import ask_for_grant
from freehold.delegation.models import Grant, GrantRequest
from freehold.kernel.actor import Actor, Role
from freehold.notices.models import Notice
from freehold.subscriptions.tests.conftest import Ordered, ordered
from freehold.tenants.row_security import scope

__all__ = ["notebooks", "ordered", "shop"]

TECHNICIAN = frozenset({Role.TECHNICIAN})
BOTH = frozenset({Role.TECHNICIAN, Role.BILLING})
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks, and looks at what became of it from every side."""

    cast: Cast
    pseudonym: str

    def by_partner(self, **changed: object) -> UUID:
        """Alder asks Acme, its own buyer."""
        return ask(self.cast.partner, str(self.cast.customer.tenant_id), **changed)

    def by_operator(self, **changed: object) -> UUID:
        """Meridian asks whoever stands behind the pseudonym on its order."""
        return ask(self.cast.operator, self.pseudonym, **changed)

    def row(self, request_id: UUID) -> GrantRequest:
        """The request as the customer's row."""
        with scope(self.cast.customer.tenant_id):
            return GrantRequest.objects.get(id=request_id)

    def grants(self) -> list[Grant]:
        """What the customer has given on request."""
        with scope(self.cast.customer.tenant_id):
            return list(Grant.objects.filter(kind="asked"))


def ask(actor: Actor, reference: str, **changed: object) -> UUID:
    """Ask for a day as a technician, or for something else."""
    wanted = {"roles": TECHNICIAN, "lasts": A_DAY, "reason": "mail stands still", **changed}
    with scope(actor.tenant_id, person_id=actor.person_id):
        return ask_for_grant(reference, **wanted, actor=actor)  # type: ignore[arg-type]


@pytest.fixture
def asking(cast: Cast, ordered: Ordered) -> Asking:
    """Acme has ordered through Alder, so that Meridian knows it by a pseudonym."""
    return Asking(cast, ordered.seen_by(cast.operator, ordered.upper).customer)


@pytest.fixture
def colleague(cast: Cast) -> Actor:
    """A second person of the operator."""
    return make_person(cast.operator.tenant_id, "omar@meridian.example", "Omar Meridian", Role.ADMINISTRATOR)


@pytest.fixture
def told() -> Callable[[Actor], list[tuple[str, str]]]:
    """Which notices the people of a tenant were sent, the oldest first."""

    def of(actor: Actor) -> list[tuple[str, str]]:
        with scope(actor.tenant_id):
            return list(Notice.objects.order_by("created_at", "id").values_list("template", "to"))

    return of


def lines_of(actor: Actor, action: str = "delegation.") -> list[LogLine]:
    """What the log of a tenant says, the newest first."""
    with scope(actor.tenant_id):
        return log_lines(actor.tenant_id, action=action)
