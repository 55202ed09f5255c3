"""What a seller fills in about plans and prices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from freehold.catalog.queries import PlanFacts
from freehold.catalog.rules import DESCRIPTION_LENGTH, MOST_TRIAL_DAYS, NAME_LENGTH
from freehold.catalog.words import INTERVALS
from freehold.kernel.money import EXPONENTS, Money
from freehold.kernel.period import Anchor, Interval
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Component, Mode, Terms, Tier, Timing
from freehold.kernel.service_levels import ServiceLevel, Step
from freehold.provisioning.contract import Options, Service
from freehold.ui.forms import SeenForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NUMBER = r"\d{1,15}(?:\.\d{1,9})?"
LEVEL_STEP = re.compile(r"(?P<below>\d{1,3}(?:\.\d{1,3})?)\s*%?\s*:\s*(?P<credit>\d{1,3}(?:\.\d{1,3})?)\s*%?")
STEP = re.compile(rf"(?P<upto>{NUMBER}|more)\s*:\s*(?P<unit>{NUMBER})(?:\s*\+\s*(?P<flat>{NUMBER}))?")


class OfferingForm(forms.Form):
    """Something to sell, on one service."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("For example: Business mail"))
    description = forms.CharField(
        label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, services: Sequence[Service]) -> None:
        super().__init__(data)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Service"), choices=[(service.kind, service.title) for service in services]
        )


def plan_name() -> forms.CharField:
    """What a plan is called."""
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As your customers read it, on their invoice too."),
    )


def plan_description() -> forms.CharField:
    """What a plan is said to be."""
    return forms.CharField(
        label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea
    )


class DescribeForm(SeenForm):
    """What buyers read of a plan."""

    name = plan_name()
    description = plan_description()


class AdoptForm(forms.Form):
    """A plan of one's seller under a name of one's own."""

    name = plan_name()
    description = plan_description()
    trial_days = forms.IntegerField(
        label=_("Free days at the start"),
        min_value=0,
        max_value=MOST_TRIAL_DAYS,
        initial=0,
        help_text=_("You pay your seller from the first day, unless it gives a trial too."),
    )


class PlanForm(forms.Form):
    """A new plan, with the options that its service knows."""

    name = plan_name()
    description = plan_description()
    trial_days = forms.IntegerField(
        label=_("Free days at the start"), min_value=0, max_value=MOST_TRIAL_DAYS, initial=0
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, options: type[Options]) -> None:
        super().__init__(data)
        self.options = options
        for name, field in options.model_fields.items():
            self.fields[f"option_{name}"] = _field(field, label=told_option(options, name))

    def chosen_options(self) -> dict[str, object]:
        """The options by name, as the action takes them."""
        return {name: self.cleaned_data[f"option_{name}"] for name in self.options.model_fields}


def _amount(label: "str | _StrPromise", *, initial: Decimal | None = None) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=24, decimal_places=9, initial=initial
    )


class PricesForm(SeenForm):
    """The next price list: every plan's price a seat and month; an empty one has no price from then on."""

    currency = forms.ChoiceField(choices=[(code, code) for code in EXPONENTS], widget=forms.HiddenInput)
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today at the earliest. What has been ordered keeps its price."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        plans: Sequence[PlanFacts],
        currency: str,
        today: date,
        version: int,
    ) -> None:
        super().__init__(data)
        self.fields["currency"].initial = currency
        self.fields["valid_from"].initial = today
        self.fields["version"].initial = version
        self.plans = {f"price_{plan.id}": plan for plan in plans}
        for field, plan in self.plans.items():
            price = next((one for one in plan.prices if one.currency == currency), None)
            self.fields[field] = forms.DecimalField(
                label=plan.name,
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=4,
                initial=None if price is None else plain(price),
                help_text=_("A seat, a month, without tax"),
            )

    def present_prices(self) -> dict[str, object]:
        """The prices of today, by the names of their fields."""
        return {name: self.fields[name].initial for name in self.plans}

    def chosen_prices(self) -> dict[UUID, Decimal]:
        """The prices that were given, by plan."""
        return {
            plan.id: self.cleaned_data[field]
            for field, plan in self.plans.items()
            if self.cleaned_data[field] is not None
        }


class LevelForm(SeenForm):
    """What a plan promises of a month, and what is credited when it was less."""

    promised = forms.DecimalField(
        label=_("Availability promised"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=100,
        decimal_places=3,
        help_text=_("Percent of each calendar month, for example 99.9. Leave it empty to promise nothing."),
    )
    credit = forms.DecimalField(
        label=_("Credited when it was less"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=100,
        decimal_places=3,
        help_text=_("Percent of the month’s price, for example 10"),
    )
    further = forms.CharField(
        label=_("Further steps"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "A line for each, such as “99: 25”: below 99 % of a month 25 % of its price is credited."
        ),
    )

    def clean(self) -> dict[str, object]:
        """Read the steps."""
        given: dict[str, Any] = super().clean() or {}
        promised, credit, further = given.get("promised"), given.get("credit"), given.get("further") or ""
        self.steps: list[Step] = []
        if promised is not None and credit is None and "credit" not in self.errors:
            self.add_error("credit", _("Say what is credited when it was less."))
        if promised is None and (credit is not None or further) and "promised" not in self.errors:
            self.add_error("promised", _("Say what is promised, or leave the rest empty too."))
        if promised is not None and credit is not None:
            self.steps.append(Step(promised, credit))
        try:
            self.steps += read_level_steps(further)
        except ValueError:
            self.add_error("further", _("Write a line for each step, such as “99: 25”."))
        return given


def read_level_steps(text: str) -> list[Step]:
    """Further steps of a promise as people write them. Raises: ValueError."""
    steps = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = LEVEL_STEP.fullmatch(line.strip().replace(",", "."))
        if found is None:
            raise ValueError(line)
        steps.append(Step(Decimal(found["below"]), Decimal(found["credit"])))
    return steps


def written_level_steps(level: ServiceLevel) -> str:
    """The same, as they are read again."""
    return "\n".join(f"{step.below.normalize():f}: {step.credit.normalize():f}" for step in level.steps[1:])


class DiscountForm(forms.Form):
    """A part off orders to come."""

    percent = forms.DecimalField(
        label=_("Percent"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("For example: 10"),
    )
    valid_from = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("What is ordered from then on gets it, and keeps it."),
    )
    valid_until = forms.DateField(
        label=_("First day without it"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        today: date,
        buyers: Sequence[tuple[UUID, str]],
        plans: Sequence[tuple[UUID, str]],
    ) -> None:
        super().__init__(data, initial={"valid_from": today})
        every = ("", _("All"))
        self.fields["buyer_id"] = forms.TypedChoiceField(
            label=_("Customer"),
            required=False,
            choices=[every, *((str(one), name) for one, name in buyers)],
            coerce=UUID,
            empty_value=None,
        )
        self.fields["plan_id"] = forms.TypedChoiceField(
            label=_("Plan"),
            required=False,
            choices=[every, *((str(one), name) for one, name in plans)],
            coerce=UUID,
            empty_value=None,
        )
        self.fields["interval"] = forms.TypedChoiceField(
            label=_("Term"),
            required=False,
            choices=[every, *((one.value, told) for one, told in INTERVALS.items())],
            coerce=Interval,
            empty_value=None,
        )


class TermsForm(SeenForm):
    """All of what a plan costs for one term: a price for each thing that counts, and behind "More" its steps."""

    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today at the earliest. What has been ordered keeps its price."),
    )
    timing = forms.ChoiceField(
        label=_("Charged"),
        choices=[(Timing.ADVANCE, _("in advance")), (Timing.ARREARS, _("afterwards"))],
        widget=forms.RadioSelect,
        help_text=_("What is used is always charged afterwards."),
    )
    anchor = forms.ChoiceField(
        label=_("The term begins"),
        choices=[
            (Anchor.CALENDAR, _("with the calendar; the first days are charged by the day")),
            (Anchor.ANNIVERSARY, _("on the day of the order")),
        ],
        widget=forms.RadioSelect,
    )
    minimum = _amount(_("At least, a term"))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        meters: Mapping[str, str],
        present: Terms,
        valid_from: date,
        version: int,
    ) -> None:
        super().__init__(
            data,
            initial={
                "valid_from": valid_from,
                "version": version,
                "timing": present.timing,
                "anchor": present.anchor,
                "minimum": present.minimum or None,
            },
        )
        self.meters, self.present = meters, present
        for meter, title in meters.items():
            part = present.component(meter)
            is_unit = part is not None and part.mode is Mode.UNIT
            self.fields[f"{meter}_price"] = _amount(
                title if meter in {SEATS, FLAT} else _("Each"),
                initial=plain(Money(part.tiers[0].unit, present.currency)) if part and is_unit else None,
            )
            if meter != FLAT:
                self.fields[f"{meter}_included"] = _amount(
                    _("So many are included"),
                    initial=part.included.normalize() if part and part.included else None,
                )
            if meter not in {SEATS, FLAT}:
                self.fields[f"{meter}_per_seat"] = _amount(
                    _("So many are included for each seat"),
                    initial=part.included_per_seat.normalize() if part and part.included_per_seat else None,
                )
            if meter != FLAT:
                self.fields[f"{meter}_steps"] = forms.CharField(
                    label=_("Steps"),
                    required=False,
                    max_length=40_000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                    initial="" if part is None or is_unit else written_steps(part),
                    help_text=_(
                        "In place of one price. A line for each step, such as “10: 4.50”, the last one “more: 3.00”. "
                        "With “+ 20” behind it the step itself costs so much too."
                    ),
                )
                self.fields[f"{meter}_mode"] = forms.ChoiceField(
                    label=_("How steps count"),
                    choices=[
                        (Mode.GRADUATED, _("each costs what its own step says")),
                        (Mode.VOLUME, _("all cost what the step of their number says")),
                    ],
                    widget=forms.RadioSelect,
                    initial=Mode.VOLUME if part and part.mode is Mode.VOLUME else Mode.GRADUATED,
                )

    def simple_fields(self) -> list[forms.BoundField]:
        """What most prices need."""
        return [
            self["valid_from"],
            *(self[f"{meter}_price"] for meter in self.meters if meter in {SEATS, FLAT}),
        ]

    def more_fields(self) -> list[forms.BoundField]:
        """All the rest."""
        simple = {field.name for field in self.simple_fields()}
        return [field for field in self if field.name not in simple and not field.is_hidden]

    def more_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The rest, by what it is about."""
        more = self.more_fields()
        groups = [
            (title, [field for field in more if field.name.startswith(f"{meter}_")])
            for meter, title in self.meters.items()
        ]
        told = {field.name for _title, fields in groups for field in fields}
        when = [field for field in more if field.name not in told]
        return [(gettext("When it is charged"), when), *(group for group in groups if group[1])]

    def opens(self) -> bool:
        """Whether "More" holds something that is set, or wrong."""
        usual = {"timing": Timing.ADVANCE, "anchor": Anchor.CALENDAR}
        return any(
            field.errors
            or (not field.name.endswith("_mode") and field.value() not in (None, "", usual.get(field.name)))
            for field in self.more_fields()
        )

    def clean(self) -> dict[str, object]:
        """Read the steps, and make terms of all of it."""
        given: dict[str, Any] = super().clean() or {}
        components = []
        for meter in self.meters:
            tiers: tuple[Tier, ...] = ()
            mode, price = Mode.UNIT, given.get(f"{meter}_price")
            if steps := given.get(f"{meter}_steps"):
                mode = Mode(given.get(f"{meter}_mode") or Mode.GRADUATED)
                try:
                    tiers = read_steps(steps)
                except ValueError:
                    self.add_error(
                        f"{meter}_steps",
                        _("Write a line for each step, such as “10: 4.50”, then “more: 3.00”."),
                    )
            elif price is not None:
                tiers = (Tier(None, price),)
            if tiers:
                included = given.get(f"{meter}_included") or ZERO
                per_seat = given.get(f"{meter}_per_seat") or ZERO
                components.append(Component(meter, mode, tiers, included, per_seat))
        if not self.errors:
            self.chosen = replace(
                self.present,
                components=tuple(components),
                timing=Timing(given["timing"]),
                anchor=Anchor(given["anchor"]),
                minimum=given.get("minimum") or ZERO,
            )
        return given


def read_steps(text: str) -> tuple[Tier, ...]:
    """Steps of a price as people write them. Raises: ValueError."""
    tiers = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = STEP.fullmatch(line.strip().lower().replace(",", "."))
        if found is None:
            raise ValueError(line)
        upto = None if found["upto"] == "more" else Decimal(found["upto"])
        tiers.append(Tier(upto, Decimal(found["unit"]), Decimal(found["flat"] or 0)))
    return tuple(tiers)


def written_steps(part: Component) -> str:
    """The same, as they are read again."""
    return "\n".join(
        f"{'more' if tier.up_to is None else f'{tier.up_to.normalize():f}'}: {tier.unit:f}"
        + (f" + {tier.flat:f}" if tier.flat else "")
        for tier in part.tiers
    )


def plain(price: Money) -> Decimal:
    """The amount as people type it: with the digits of its currency, and more only where it has more."""
    shortest = price.amount.normalize()
    usual = Decimal(1).scaleb(-EXPONENTS[price.currency])
    return shortest if shortest != shortest.quantize(usual) else shortest.quantize(usual)


def told_option(options: type[Options], name: str) -> str:
    """An option in the words of its service, which marks them for translation."""
    field = options.model_fields.get(name)
    return gettext(field.description) if field and field.description else name.replace("_", " ")


def _field(option: FieldInfo, *, label: str) -> forms.Field:
    initial = option.default if isinstance(option.default, int | str | bool) else None
    if option.annotation is bool:
        return forms.BooleanField(label=label, required=False, initial=initial)
    if option.annotation is int:
        return forms.IntegerField(label=label, initial=initial)
    return forms.CharField(label=label, required=option.is_required(), initial=initial)
