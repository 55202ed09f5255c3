"""What a seller fills in about plans and prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freehold.catalog.queries import PlanFacts
from freehold.catalog.rules import DESCRIPTION_LENGTH, MOST_TRIAL_DAYS, NAME_LENGTH
from freehold.kernel.money import EXPONENTS, Money
from freehold.provisioning.contract import Options, Service
from freehold.ui.forms import SeenForm


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
            self.fields[f"option_{name}"] = _field(
                field.annotation, label=told_option(options, name), default=field.default
            )

    def chosen_options(self) -> dict[str, object]:
        """The options by name, as the action takes them."""
        return {name: self.cleaned_data[f"option_{name}"] for name in self.options.model_fields}


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


def plain(price: Money) -> Decimal:
    """The amount as people type it: with the digits of its currency, and more only where it has more."""
    shortest = price.amount.normalize()
    usual = Decimal(1).scaleb(-EXPONENTS[price.currency])
    return shortest if shortest != shortest.quantize(usual) else shortest.quantize(usual)


def told_option(options: type[Options], name: str) -> str:
    """An option in the words of its service, which marks them for translation."""
    field = options.model_fields.get(name)
    return gettext(field.description) if field and field.description else name.replace("_", " ")


def _field(annotation: object, *, label: str, default: object) -> forms.Field:
    initial = default if isinstance(default, int | str | bool) else None
    if annotation is bool:
        return forms.BooleanField(label=label, required=False, initial=initial)
    if annotation is int:
        return forms.IntegerField(label=label, initial=initial)
    return forms.CharField(label=label, required=False, initial=initial)
