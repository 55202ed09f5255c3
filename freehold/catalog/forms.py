"""What a seller fills in about plans and prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.catalog.queries import PlanFacts
from freehold.catalog.rules import DESCRIPTION_LENGTH, MOST_TRIAL_DAYS, NAME_LENGTH
from freehold.kernel.money import EXPONENTS
from freehold.provisioning.contract import Options, Service


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


class DescribeForm(forms.Form):
    """What buyers read of a plan."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("As your customers read it, on their invoice too."),
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea
    )


class AdoptForm(DescribeForm):
    """A plan of one's seller under a name of one's own."""

    trial_days = forms.IntegerField(
        label=_("Free days at the start"),
        min_value=0,
        max_value=MOST_TRIAL_DAYS,
        initial=0,
        help_text=_("You pay your seller from the first day, unless it gives a trial too."),
    )


class PlanForm(DescribeForm):
    """A new plan, with the options that its service knows."""

    trial_days = forms.IntegerField(
        label=_("Free days at the start"), min_value=0, max_value=MOST_TRIAL_DAYS, initial=0
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, options: type[Options]) -> None:
        super().__init__(data)
        self.options = options
        for name, field in options.model_fields.items():
            self.fields[f"option_{name}"] = _field(
                field.annotation, label=field.title or name.replace("_", " "), default=field.default
            )

    def chosen_options(self) -> dict[str, object]:
        """The options by name, as the action takes them."""
        return {name: self.cleaned_data[f"option_{name}"] for name in self.options.model_fields}


class PricesForm(forms.Form):
    """The next price list: every plan's price a seat and month; an empty one has no price from then on."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in EXPONENTS])
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
    ) -> None:
        super().__init__(data)
        self.fields["currency"].initial = currency
        self.fields["valid_from"].initial = today
        self.plans = {f"price_{plan.id}": plan for plan in plans}
        for field, plan in self.plans.items():
            price = plan.price_in(currency)
            self.fields[field] = forms.DecimalField(
                label=plan.name,
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=4,
                initial=None if price is None else price.amount.normalize(),
                help_text=_("A seat, a month, without tax"),
            )

    def chosen_prices(self) -> dict[UUID, Decimal]:
        """The prices that were given, by plan."""
        return {
            plan.id: self.cleaned_data[field]
            for field, plan in self.plans.items()
            if self.cleaned_data[field] is not None
        }


def _field(annotation: object, *, label: str, default: object) -> forms.Field:
    initial = default if isinstance(default, int | str | bool) else None
    if annotation is bool:
        return forms.BooleanField(label=label, required=False, initial=initial)
    if annotation is int:
        return forms.IntegerField(label=label, initial=initial)
    return forms.CharField(label=label, required=False, initial=initial)
