"""What people fill in about an order."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.catalog.words import INTERVALS
from freehold.kernel.money import Money
from freehold.kernel.period import Interval
from freehold.kernel.pricing import Terms
from freehold.subscriptions.rules import LATEST_END, MOST_SEATS
from freehold.subscriptions.states import SuspendReason
from freehold.subscriptions.words import REASONS
from freehold.ui.forms import SeenForm

AT_ONCE, MONTH_END, ON_DAY = "at_once", "month_end", "on_day"


class OrderForm(forms.Form):
    """How much of a plan."""

    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=1,
        help_text=_("One for each person. Seats go up and down on any day."),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        required=False,
        max_length=120,
        help_text=_("It stands on the invoice, for example a purchase order: PO-1207"),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, offered: Sequence[Terms]) -> None:
        super().__init__(data)
        self.offered = {terms.interval: terms for terms in offered}
        self.fields["interval"] = forms.TypedChoiceField(
            label=_("Term"),
            choices=[(interval.value, INTERVALS[interval]) for interval in self.offered],
            coerce=Interval,
            initial=offered[0].interval.value,
            required=len(self.offered) > 1,
            empty_value=offered[0].interval,
            widget=forms.RadioSelect if len(self.offered) > 1 else forms.HiddenInput,
        )

    def chosen_terms(self) -> Terms:
        """The terms of the term that was chosen."""
        return self.offered[self.cleaned_data["interval"]]

    def chosen_amount(self) -> Money:
        """What all seats cost a whole term, before usage."""
        terms = self.chosen_terms()
        return Money(terms.price_of(self.cleaned_data["seats"]), terms.currency)


class SeatsForm(SeenForm):
    """Another number of seats."""

    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)


class ChangePlanForm(SeenForm):
    """Another plan, each with its price."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        initial: Mapping[str, object],
        plans: Sequence[tuple[UUID, str, str]],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["plan_id"] = forms.TypedChoiceField(
            label=_("Plan"),
            choices=[(str(plan_id), f"{name}: {price}") for plan_id, name, price in plans],
            coerce=UUID,
            widget=forms.RadioSelect,
        )


class SuspendForm(SeenForm):
    """Why an order is suspended, which its seller says; who bought it pauses it, and is asked nothing."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, initial: Mapping[str, object], is_sold: bool
    ) -> None:
        super().__init__(data, initial=dict(initial))
        offered = REASONS if is_sold else {SuspendReason.ASKED: REASONS[SuspendReason.ASKED]}
        self.fields["reason"] = forms.ChoiceField(
            label=_("Reason"),
            choices=[(reason.value, words) for reason, words in offered.items()],
            widget=forms.RadioSelect if is_sold else forms.HiddenInput,
            initial=SuspendReason.ASKED,
            help_text=_("The other side reads it.") if is_sold else "",
        )


class CancelForm(SeenForm):
    """When the service ends."""

    when = forms.ChoiceField(
        label=_("When the service ends"),
        choices=[
            (MONTH_END, _("at the end of this month")),
            (AT_ONCE, _("now")),
            (ON_DAY, _("on a day that I choose")),
        ],
        widget=forms.RadioSelect,
        initial=MONTH_END,
    )
    ends_on = forms.DateField(
        label=_("The first day without it"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a day of your choice, within a year."),
    )

    def clean(self) -> dict[str, object]:
        """A day of one's own choice must be given."""
        given: dict[str, object] = super().clean() or {}
        if given.get("when") == ON_DAY and not given.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Give the day."))
        return given

    def chosen_day(self, today: date) -> date:
        """The first day without service."""
        chosen: date | None = self.cleaned_data["ends_on"]
        match self.cleaned_data["when"]:
            case "at_once":
                return today
            case "month_end":
                return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return chosen or today + LATEST_END
