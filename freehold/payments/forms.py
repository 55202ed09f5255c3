"""What people fill in about payments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from freehold.invoicing.checks import LONGEST_REFERENCE
from freehold.invoicing.forms import PaymentForm
from freehold.payments.rules.camt import MOST_BYTES
from freehold.payments.words import UNREADABLE

Choices = Sequence[tuple[str, str]]


class StatementForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_(
            "The XML file in the format camt.053, as your bank offers it for download. 10 MB at most."
        ),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not larger than is read."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(UNREADABLE["too_large"]), code="too_large")
        return given


class BuyerPaymentForm(PaymentForm):
    """What came from a buyer, and for which of its invoices."""

    def __init__(self, data: Any = None, *, invoices: Choices, currencies: Choices, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=currencies)
        if invoices:
            self.fields["invoice_ids"] = forms.MultipleChoiceField(
                label=_("For which invoices"),
                choices=invoices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("From the top, each as far as it is open. What is left is the buyer’s credit."),
            )

    def chosen(self) -> dict[str, Any]:
        """What was filled in."""
        given = super().chosen()
        return {**given, "invoice_ids": [UUID(one) for one in given.get("invoice_ids", [])]}


class AssignForm(forms.Form):
    """Which open invoices a booking is for, or whose credit it is."""

    def __init__(self, data: Any = None, *, invoices: Choices, buyers: Choices, **given: Any) -> None:
        super().__init__(data, **given)
        if invoices:
            self.fields["invoice_ids"] = forms.MultipleChoiceField(
                label=_("Open invoices"),
                choices=invoices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["buyer_id"] = forms.ChoiceField(
            label=_("Or for no invoice: the credit of"), choices=[("", "–"), *buyers], required=False
        )

    def chosen(self) -> dict[str, Any]:
        """What was ticked."""
        buyer = self.cleaned_data["buyer_id"]
        return {
            "invoice_ids": [UUID(one) for one in self.cleaned_data.get("invoice_ids", [])],
            "buyer_id": UUID(buyer) if buyer else None,
        }


class ReturnForm(forms.Form):
    """Which payment the bank took back."""

    def __init__(self, data: Any = None, *, payments: Choices, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["payment_id"] = forms.ChoiceField(
            label=_("Payments of this amount"), choices=payments, widget=forms.RadioSelect
        )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REFERENCE)


class PayBackForm(forms.Form):
    """What went back to a buyer."""

    amount = forms.DecimalField(label=_("Amount"), decimal_places=2, max_digits=12)
    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(label=_("Reference"), max_length=LONGEST_REFERENCE, required=False)
