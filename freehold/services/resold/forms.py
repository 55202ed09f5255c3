"""What people of the supplier fill in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from freehold.kernel.money import EXPONENTS
from freehold.services.resold.rules.bill import GUESSES, Columns, Dates, Decimals
from freehold.services.resold.rules.tasks import NOTE_LENGTH, REFERENCE_LENGTH, VENDOR_LENGTH
from freehold.services.resold.words import DATES, DECIMALS
from freehold.ui.forms import SeenForm


def _reference(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("The vendor's reference"),
        max_length=REFERENCE_LENGTH,
        required=is_required,
        help_text=_("The number of the order or subscription there. The vendor's bills are matched by it."),
    )


class DoneForm(forms.Form):
    """What was done with the vendor."""

    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your own people alone."),
    )
    field_order = ("reference", "note")

    def __init__(
        self, data: Mapping[str, object] | None = None, *, reference: str, asks_reference: bool
    ) -> None:
        super().__init__(data)
        if asks_reference:
            self.fields["reference"] = _reference(is_required=not reference)
            self.fields["reference"].initial = reference
            self.order_fields(self.field_order)


class AssignForm(forms.Form):
    """Who does it."""

    assignee = forms.TypedChoiceField(label=_("Who does it"), coerce=UUID, empty_value=None, required=False)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        people: Sequence[tuple[UUID, str]],
        assignee: UUID | None,
    ) -> None:
        super().__init__(data, initial={"assignee": assignee or ""})
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]  # Django's stubs know a Field alone
            ("", _("Nobody in particular")),
            *((str(person_id), name) for person_id, name in people),
        ]


class ReferenceForm(SeenForm):
    """The vendor's reference anew."""

    reference = _reference(is_required=True)


class BillForm(forms.Form):
    """A vendor's bill as a file."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: Mapping[str, object] | None = None,
        *,
        vendors: Sequence[str],
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # Django's stubs know a MultiValueDict alone
        if vendors:
            self.fields["known"] = forms.ChoiceField(
                label=_("Vendor"),
                choices=[*((name, name) for name in vendors), ("", _("Another one"))],
                required=False,
            )
        self.fields["vendor"] = forms.CharField(
            label=_("Another vendor") if vendors else _("Vendor"),
            max_length=VENDOR_LENGTH,
            required=not vendors,
            help_text=_("Only if it is not on the list.") if vendors else _("As your plans name it."),
        )
        self.fields["file"] = forms.FileField(
            label=_("File"),
            help_text=_("CSV, 5 MB at most. You see what is in it before anything counts."),
            widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        )

    def clean(self) -> dict[str, object]:
        """The vendor from either field."""
        given: dict[str, object] = super().clean() or {}
        given["vendor"] = given.get("vendor") or given.get("known") or ""
        if not given["vendor"] and "vendor" not in self.errors:
            self.add_error("vendor", _("Name the vendor."))
        return given


class ColumnsForm(SeenForm):
    """Which column of a file says what."""

    reference = forms.ChoiceField(
        label=_("Reference"), help_text=_("The vendor's number of the order or subscription.")
    )
    amount = forms.ChoiceField(label=_("Amount"), help_text=_("Without tax; less than 0 is a credit."))
    starts_on = forms.ChoiceField(label=_("First day"))
    ends_on = forms.ChoiceField(
        label=_("Last day"), required=False, help_text=_("Without one, each line is for a month.")
    )
    ends_with_last_day = forms.BooleanField(label=_("The last day is part of the period"), required=False)
    seats = forms.ChoiceField(label=_("Seats"), required=False)
    description = forms.ChoiceField(label=_("Description"), required=False)
    line_id = forms.ChoiceField(
        label=_("Id of the line"),
        required=False,
        help_text=_(
            "If the vendor gives each line an id that it keeps. Else a line is known by all that it says."
        ),
    )
    currency_column = forms.ChoiceField(label=_("Currency"), required=False)
    currency = forms.ChoiceField(label=_("All of it is in"), choices=[(code, code) for code in EXPONENTS])
    dates = forms.ChoiceField(label=_("Dates look like"), choices=list(DATES.items()))
    decimals = forms.ChoiceField(label=_("Amounts look like"), choices=list(DECIMALS.items()))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        columns: Sequence[str],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in GUESSES:
            self.fields[name].choices = [  # type: ignore[attr-defined]  # Django's stubs know a Field alone
                ("", _("Not in the file")),
                *((column, column) for column in columns),
            ]

    def chosen(self) -> Columns:
        """The columns as the action takes them."""
        given = self.cleaned_data
        return Columns(
            reference=given["reference"],
            amount=given["amount"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            seats=given["seats"],
            description=given["description"],
            line_id=given["line_id"],
            currency_column=given["currency_column"],
            currency=given["currency"],
            dates=Dates(given["dates"]),
            decimals=Decimals(given["decimals"]),
            ends_with_last_day=given["ends_with_last_day"],
        )


class TakeForm(SeenForm):
    """Take a bill in, with or without the lines that cannot be read."""

    def __init__(self, data: Mapping[str, object] | None = None, *, faults: int, version: int) -> None:
        super().__init__(data, initial={"version": version})
        if faults:
            self.fields["leave_out"] = forms.BooleanField(
                label=ngettext_lazy(
                    "Leave out %(count)s line that cannot be read",
                    "Leave out %(count)s lines that cannot be read",
                    faults,
                )
                % {"count": faults},
                required=False,
            )
