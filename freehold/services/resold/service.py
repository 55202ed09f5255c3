"""A resold service as provisioning knows it: what the supplier's people have recorded of the vendor."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import Refused
from freehold.provisioning.contract import Door, Meter, Options, OverDays, Reading, Wanted
from freehold.provisioning.queries import get_instance
from freehold.provisioning.states import InstanceState
from freehold.services.resold.actions.add_task import add_task
from freehold.services.resold.options import ResoldOptions
from freehold.services.resold.queries.supplies import KIND, seats_held_on
from freehold.services.resold.rules.tasks import state_of
from freehold.tenants.row_security import scope

SEATS_HELD = Meter("seats_held", _("Seats set up"), "C62", OverDays.AVERAGE)


class ResoldService:
    """A vendor's own service. People do what is wanted; this says what they still have to do."""

    kind = KIND
    runs_here = False
    facts: Mapping[str, str | Promise] = {
        "seats_held": _("Seats set up"),
        "reference": _("Reference at the vendor"),
    }
    meters = (SEATS_HELD,)
    doors: tuple[Door, ...] = ()  # the vendor's are its own: nobody here measures them

    @property
    def title(self) -> str:
        """Its name for people."""
        return str(_("Another vendor's service"))

    @property
    def options(self) -> type[Options]:
        """What a plan of it may set."""
        return ResoldOptions

    def promises(self, options: Options) -> Sequence[str]:
        """Who makes it, and how long it takes to be set up."""
        given = ResoldOptions.model_validate(options.model_dump())
        known: dict[str, object] = {
            "vendor": given.vendor,
            "product": given.product,
            "days": given.working_days,
        }
        by_when = (
            ngettext(
                "People set it up, within %(days)s working day of the order.",
                "People set it up, within %(days)s working days of the order.",
                given.working_days,
            )
            if given.working_days
            else said("People set it up, on the day of the order; on a weekend, on the Monday after it.")
        )
        return [said("It is %(product)s, which %(vendor)s makes and runs.") % known, by_when % known]

    def apply(self, wanted: Wanted) -> Reading:
        """Make the supplier's task of what is wanted, and read what was recorded as done. Raises: Refused("no_supplier")."""
        if wanted.supplier_id is None:
            raise Refused("no_supplier", said("Nobody is known who supplies this. Order it anew."))
        with scope(wanted.supplier_id):
            found = add_task(wanted, actor=platform_actor(wanted.supplier_id, via=Via.JOB))
        state = state_of(found.holding.held, wanted=wanted.state, is_settled=found.due_on is None)
        facts: dict[str, int | str] = {}
        if state is not InstanceState.GONE:
            facts = {"seats_held": found.holding.seats, "reference": found.reference}
        return Reading(state, seats_used=None, facts=facts, waits_until=found.due_on)

    def answers(self, door: str) -> bool:
        """It has no door of ours that could."""
        del door
        return False

    def measure(self, tenant_id: UUID, instance_id: UUID, day: date) -> Mapping[str, Decimal]:
        """The seats that were recorded as set up when the day ended."""
        if day >= clock.today():
            raise Refused("day_not_over", said("This day is not over yet."))
        with scope(tenant_id):
            supplier_id = get_instance(instance_id).supplier_id
        if supplier_id is None:
            return {}
        with scope(supplier_id):
            return {SEATS_HELD.name: Decimal(seats_held_on(supplier_id, instance_id, day))}
