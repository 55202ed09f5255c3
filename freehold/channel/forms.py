"""What people fill in to invite customers, and to change the provider."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.catalog.queries import OfferedPlan, PlanFacts
from freehold.catalog.words import told_price
from freehold.channel.previewing import OrderMove
from freehold.channel.rules.moving import LATEST
from freehold.provisioning.registry import meters_of
from freehold.tenants.queries import Buyer

LASTS = [("7", _("a week")), ("30", _("30 days")), ("90", _("90 days")), ("365", _("a year"))]
ENDS = "end"
FIELD = "order_"


class CodeForm(forms.Form):
    """The code that another provider has given."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=40,
        help_text=_("Your new provider gives it to you, for example: JOIN-7K3QM2XA"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MoveForm(forms.Form):
    """When to move, and which plan goes on with each order."""

    moves_on = forms.DateField(
        label=_("The first day with the new provider"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today, or a day within two months."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, moves: Sequence[OrderMove], today: date
    ) -> None:
        super().__init__(data, initial={"moves_on": today})
        widget = self.fields["moves_on"].widget
        widget.attrs |= {"min": today.isoformat(), "max": (today + LATEST).isoformat()}
        self.numbers = [move.order.number for move in moves]
        for move in moves:
            self.fields[FIELD + move.order.number] = _plan_field(move)

    def choices(self) -> dict[str, UUID | None]:
        """What was chosen, by the order's number."""
        chosen = {number: self.cleaned_data[FIELD + number] for number in self.numbers}
        return {number: None if value == ENDS else UUID(value) for number, value in chosen.items()}

    def chosen_day(self) -> date:
        """The day of the move."""
        day: date = self.cleaned_data["moves_on"]
        return day


def _plan_field(move: OrderMove) -> forms.ChoiceField:
    choices = [(str(plan.id), f"{plan.name}: {_price(plan)}") for plan in move.plans]
    return forms.ChoiceField(
        label=_("%(plan)s (%(number)s) goes on with")
        % {"plan": move.order.plan_name, "number": move.order.number},
        choices=[*choices, (ENDS, _("nothing: it ends on that day"))],
        initial=str(move.plan.id) if move.plan else ENDS,
        help_text=move.why_not,
    )


def _price(plan: OfferedPlan) -> str:
    meters = meters_of(plan.kind)
    return " / ".join(told_price(terms, meters) for terms in plan.terms)


class NewCodeForm(forms.Form):
    """An invitation for customers of others."""

    note = forms.CharField(
        label=_("For whom"),
        required=False,
        max_length=120,
        help_text=_("Only you read it, for example: the bakery in Harbour Street"),
    )
    lasts = forms.ChoiceField(label=_("Good for"), choices=LASTS, initial="30")
    is_for_one = forms.TypedChoiceField(
        label=_("How often it can be used"),
        choices=[("one", _("once, by one customer")), ("many", _("by any number of customers"))],
        coerce=lambda value: value == "one",
        initial="one",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, plans: Sequence[PlanFacts]) -> None:
        super().__init__(data)
        self.fields["plan_ids"] = forms.TypedMultipleChoiceField(
            label=_("Only for these plans"),
            required=False,
            choices=[(str(plan.id), plan.name) for plan in plans],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None chosen: for all plans that you sell."),
        )

    def duration(self) -> timedelta:
        """How long it is good for."""
        return timedelta(days=int(self.cleaned_data["lasts"]))


class HandoverForm(forms.Form):
    """Customers for another seller."""

    code = forms.CharField(
        label=_("Invitation code of the provider who takes them over"),
        max_length=40,
        help_text=_("They make it under “Moves”, for example: JOIN-7K3QM2XA"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    moves_on = forms.DateField(
        label=_("The first day with them"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At least 14 days ahead: each customer is told before, and may choose otherwise."),
    )
    whom = forms.ChoiceField(
        label=_("Which customers"),
        choices=[("all", _("all of them")), ("some", _("those that I choose"))],
        initial="all",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, customers: Sequence[Buyer]) -> None:
        super().__init__(data)
        self.fields["customers"] = forms.TypedMultipleChoiceField(
            label=_("Customers"),
            required=False,
            choices=[(str(one.tenant_id), one.name) for one in customers],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen(self) -> list[UUID] | None:
        """Those that were chosen; None are all."""
        return None if self.cleaned_data["whom"] == "all" else list(self.cleaned_data["customers"])
