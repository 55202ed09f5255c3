"""Forms of price lists and of all that a plan's price can have."""

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

from freehold.catalog.queries import PlanFacts
from freehold.kernel.money import EXPONENTS, Money
from freehold.kernel.period import Anchor
from freehold.kernel.pricing import FLAT, SEATS, ZERO, Component, Mode, Terms, Tier, Timing
from freehold.ui.forms import SeenForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NUMBER = r"\d{1,15}(?:\.\d{1,9})?"
STEP = re.compile(rf"(?P<upto>{NUMBER}|more)\s*:\s*(?P<unit>{NUMBER})(?:\s*\+\s*(?P<flat>{NUMBER}))?")


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


PARTS = ("price", "included", "per_seat", "steps", "mode")  # of what is counted by a meter


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
            (title, [field for field in more if field.name in {f"{meter}_{part}" for part in PARTS}])
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
