"""The form of a discount."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.catalog.words import INTERVALS
from freehold.kernel.period import Interval


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
