"""The definition of a service, as tests that every service passes.

A service's own `tests/test_conformance.py` makes a subclass that says how to reach it:

    class TestMail(Conformance):
        service = MailService()
        def fill(self, tenant_id, instance_id): ...     # put something in, as a person would
        def left_of(self, tenant_id, instance_id): ...  # what the tables and the engine still hold of it

The tests run the real worker's path: actions write what is wanted, `reconcile` applies it. Where a service waits
for people, the subclass does their part in `carry_out`, through the actions that they use.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.provisioning.actions.want import (
    want_gone,
    want_instance,
    want_look,
    want_released,
    want_seats,
    want_suspended,
)
from freehold.provisioning.contract import Service
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.registry import checked_options, register
from freehold.provisioning.states import InstanceState
from freehold.tenants.row_security import scope

SEATS = 3
HOLD = UUID("0190a000-0000-7000-8000-000000000001")


class Conformance:
    """Subclass it under a name that begins with `Test`, beside a fixture `home` that makes a tenant and gives its id."""

    service: Service
    options: Mapping[str, object] = {}
    supplier_id: UUID | None = None  # who supplies it, where that is not the operator's engine

    def fill(self, tenant_id: UUID, instance_id: UUID) -> None:
        """Put into an active instance what must outlive a suspension."""
        raise NotImplementedError

    def carry_out(self, tenant_id: UUID, instance_id: UUID) -> None:
        """Do what people have to do, where the service waits for them."""
        raise NotImplementedError

    def left_of(self, tenant_id: UUID, instance_id: UUID) -> Sequence[str]:
        """All that tables and engine hold of the instance, in a fixed order."""
        raise NotImplementedError

    def test_it_names_itself(self) -> None:
        """Its kind is a word that can stand in an address, and people have a name for it."""
        assert self.service.kind.isidentifier()
        assert self.service.kind == self.service.kind.lower()
        assert self.service.title

    def test_an_order_makes_it_active(self, home: UUID) -> None:
        """What is wanted is observed after one apply, and people have a name for each of its facts."""
        instance = self._made(home)

        assert instance.observed_state is InstanceState.ACTIVE
        assert not instance.is_adrift
        assert instance.last_error == ""
        assert all(self.service.facts[name] for name in instance.observed)

    def test_applying_twice_is_applying_once(self, home: UUID) -> None:
        """A second look finds the same and changes nothing."""
        instance = self._made(home)
        self.fill(home, instance.id)
        before = self.left_of(home, instance.id)
        facts = self._after(instance, want_look).observed

        again = self._after(instance, want_look)

        assert again.observed == facts
        assert self.left_of(home, instance.id) == before

    def test_suspending_and_resuming_brings_all_of_it_back(self, home: UUID) -> None:
        """Suspension deletes nothing."""
        instance = self._made(home)
        self.fill(home, instance.id)
        before = self.left_of(home, instance.id)

        suspended = self._after(instance, lambda i: want_suspended(i, hold=HOLD))
        held = self.left_of(home, instance.id)
        resumed = self._after(instance, lambda i: want_released(i, hold=HOLD))

        assert suspended.observed_state is InstanceState.SUSPENDED
        assert held == before
        assert resumed.observed_state is InstanceState.ACTIVE
        assert self.left_of(home, instance.id) == before

    def test_gone_leaves_nothing_and_stays_gone(self, home: UUID) -> None:
        """Erasure takes everything, from the suspended state too, and wanting it twice is wanting it once."""
        instance = self._made(home)
        self.fill(home, instance.id)
        self._after(instance, lambda i: want_suspended(i, hold=HOLD))

        gone = self._after(instance, want_gone)
        again = self._after(instance, want_gone)

        assert gone.observed_state is again.observed_state is InstanceState.GONE
        assert not self.left_of(home, instance.id)

    def test_gone_before_it_was_made_is_fine(self, home: UUID) -> None:
        """An order that is taken back before the worker came leaves nothing to do."""
        with scope(home):
            instance_id = self._want(home)
            want_gone(instance_id)

        assert self._reconciled(home, instance_id).observed_state is InstanceState.GONE
        assert not self.left_of(home, instance_id)

    def test_seats_follow_and_those_in_use_are_counted(self, home: UUID) -> None:
        """The reading says how many seats are in use, and the platform keeps them from being sold away."""
        instance = self._made(home)
        self.fill(home, instance.id)

        grown = self._after(instance, lambda i: want_seats(i, SEATS + 1))

        assert grown.seats == SEATS + 1
        assert grown.seats_used is None or 0 <= grown.seats_used <= grown.seats
        if grown.seats_used:
            with scope(home):
                fewer = grown.seats_used - 1
                assert _refuses("seats_in_use", lambda: want_seats(instance.id, fewer))

    def test_two_instances_do_not_know_each_other(self, home: UUID) -> None:
        """Erasing one leaves the other as it was."""
        first, second = self._made(home), self._made(home)
        self.fill(home, second.id)
        before = self.left_of(home, second.id)

        self._after(first, want_gone)

        assert self.left_of(home, second.id) == before

    def test_its_meters_have_names_and_units(self) -> None:
        """Each is a word of its own, with a title, and a unit of UN/ECE Recommendation 20."""
        names = [meter.name for meter in self.service.meters]

        assert len(set(names)) == len(names)
        assert all(name.isidentifier() and name == name.lower() for name in names)
        assert all(
            meter.title and meter.unit.isalnum() and meter.unit.isupper() for meter in self.service.meters
        )

    def test_its_doors_answer(self, home: UUID) -> None:
        """Each is a word of its own, with a title, and is open while the service runs."""
        self._made(home)
        names = [door.name for door in self.service.doors]

        assert len(set(names)) == len(names)
        assert all(name.isidentifier() and name == name.lower() for name in names)
        assert all(door.title for door in self.service.doors)
        assert [name for name in names if not self.service.answers(name)] == []

    def test_a_day_that_is_over_is_measured_the_same_each_time(self, home: UUID) -> None:
        """What happens to the instance afterwards changes nothing of it."""
        instance = self._made(home)
        yesterday = clock.today() - timedelta(days=1)

        first = self.service.measure(home, instance.id, yesterday)
        self.fill(home, instance.id)
        again = self.service.measure(home, instance.id, yesterday)

        assert first == again
        assert set(first) <= {meter.name for meter in self.service.meters}
        assert all(quantity.is_finite() and quantity >= 0 for quantity in first.values())

    def test_what_is_in_it_is_measured(self, home: UUID) -> None:
        """All meters can tell yesterday, also of an instance that stands still, and of another one no word."""
        instance, other = self._made(home), self._made(home)
        yesterday = clock.today() - timedelta(days=1)
        self.fill(home, instance.id)
        self._after(instance, lambda i: want_suspended(i, hold=HOLD))

        found = self.service.measure(home, instance.id, yesterday)
        empty = self.service.measure(home, other.id, yesterday)

        assert set(found) == set(empty) == {meter.name for meter in self.service.meters}
        assert not any(empty.values())

    def test_a_day_that_is_not_over_is_not_measured(self, home: UUID) -> None:
        """It could still change."""
        instance = self._made(home)

        assert _refuses("day_not_over", lambda: self.service.measure(home, instance.id, clock.today()))

    def test_a_plan_says_what_it_promises(self) -> None:
        """In sentences, before anybody orders it."""
        register(self.service)
        promises = self.service.promises(checked_options(self.service.kind, self.options))

        assert promises
        assert all(one.strip() and one.endswith(".") for one in promises)

    def test_an_unknown_option_is_refused(self) -> None:
        """A plan cannot promise what the service does not know."""
        register(self.service)

        assert _refuses(
            "bad_options",
            lambda: checked_options(self.service.kind, {**self.options, "no_such_option": True}),
        )

    def _want(self, home: UUID) -> UUID:
        register(self.service)
        return want_instance(
            home,
            kind=self.service.kind,
            title="Conformance",
            seats=SEATS,
            options=self.options,
            supplier_id=self.supplier_id,
        )

    def _made(self, home: UUID) -> InstanceFacts:
        with scope(home):
            instance_id = self._want(home)
        return self._reconciled(home, instance_id)

    def _after(self, instance: InstanceFacts, wish: Callable[[UUID], None]) -> InstanceFacts:
        with scope(instance.tenant_id):
            wish(instance.id)
        return self._reconciled(instance.tenant_id, instance.id)

    def _reconciled(self, home: UUID, instance_id: UUID) -> InstanceFacts:
        done = reconcile(home, instance_id)
        if not done and _found(home, instance_id).waits_until is not None:
            self.carry_out(home, instance_id)
            done = reconcile(home, instance_id)
        instance = _found(home, instance_id)
        assert done, instance.last_error
        assert instance.waits_until is None
        return instance


def _found(home: UUID, instance_id: UUID) -> InstanceFacts:
    with scope(home):
        return get_instance(instance_id)


def _refuses(code: str, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as refusal:
        return refusal.code == code
    return False
