"""What people fill in about payments."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from freehold.invoicing.checks import LONGEST_REFERENCE
from freehold.invoicing.forms import PaymentForm
from freehold.payments.rules.camt import MOST_BYTES
from freehold.payments.rules.mandates import LONGEST_NAME, MOST_NOTICE_DAYS, MandateFacts
from freehold.payments.states import Scheme
from freehold.payments.words import SCHEME_CHOICES, UNREADABLE

MOST_TICKS = 500
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
        is_credit = self.fields.pop("is_credit")
        if invoices:
            self.fields["invoice_ids"] = forms.MultipleChoiceField(
                label=_("For which invoices"),
                choices=invoices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("From the top, each as far as it is open. What is left is the buyer’s credit."),
            )
            self.fields["is_credit"] = is_credit

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


class CreditorForm(forms.Form):
    """How a seller collects."""

    creditor_id = forms.CharField(
        label=_("Creditor identifier"),
        max_length=40,
        help_text=_(
            "Your central bank gives you one: in Germany the Bundesbank. For example: DE98ZZZ09999999999"
        ),
    )
    notice_days = forms.IntegerField(
        label=_("Days between the letter and the debit"),
        min_value=1,
        max_value=MOST_NOTICE_DAYS,
        initial=MOST_NOTICE_DAYS,
        help_text=_("14 unless your terms say less."),
    )


class OwnMandateForm(forms.Form):
    """A mandate that a buyer gives."""

    holder = forms.CharField(label=_("Account holder"), max_length=LONGEST_NAME)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scheme = forms.ChoiceField(
        label=_("Kind"),
        choices=[(scheme.value, words) for scheme, words in SCHEME_CHOICES.items()],
        widget=forms.RadioSelect,
        initial=Scheme.CORE,
    )
    agrees = forms.BooleanField(label=_("I may sign for this account, and give this mandate"))

    def chosen(self, *, today: date) -> MandateFacts:
        """What was filled in."""
        given = self.cleaned_data
        return MandateFacts(given["holder"], given["iban"], today, Scheme(given["scheme"]))


class MandateForm(forms.Form):
    """A mandate that a buyer gave on paper."""

    holder = forms.CharField(label=_("Account holder"), max_length=LONGEST_NAME)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    bic = forms.CharField(label=_("BIC"), max_length=15, required=False)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))
    scheme = forms.ChoiceField(
        label=_("Kind"),
        choices=[(scheme.value, words) for scheme, words in SCHEME_CHOICES.items()],
        widget=forms.RadioSelect,
        initial=Scheme.CORE,
    )
    reference = forms.CharField(
        label=_("Mandate reference"),
        max_length=35,
        required=False,
        help_text=_("As it stands on the paper; empty: one is made."),
    )

    def chosen(self) -> MandateFacts:
        """What was filled in."""
        return MandateFacts(**{**self.cleaned_data, "scheme": Scheme(self.cleaned_data["scheme"])})


class CollectForm(forms.Form):
    """What is collected, on the day that was chosen before: what is ticked, or all where that is too much to tick."""

    collect_on = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, invoices: Choices, **given: Any) -> None:
        super().__init__(data, **given)
        if len(invoices) <= MOST_TICKS:
            self.fields["invoice_ids"] = forms.MultipleChoiceField(
                label=_("Open invoices"), choices=invoices, widget=forms.CheckboxSelectMultiple
            )

    def chosen(self) -> dict[str, Any]:
        """What was ticked; no invoice where all are collected."""
        return {
            "collect_on": self.cleaned_data["collect_on"],
            "invoice_ids": [UUID(one) for one in self.cleaned_data.get("invoice_ids", [])],
        }


class PaidOnForm(forms.Form):
    """When the bank paid, and which debits did not come."""

    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, debits: Choices = (), **given: Any) -> None:
        super().__init__(data, **given)
        if len(debits) > 1:
            self.fields["except_debit_ids"] = forms.MultipleChoiceField(
                label=_("Tick what did not come"),
                choices=debits,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("It stays at the bank. Where it came back, say so beside it above."),
            )

    def chosen(self) -> dict[str, Any]:
        """What was filled in."""
        return {
            "paid_on": self.cleaned_data["paid_on"],
            "except_debit_ids": [UUID(one) for one in self.cleaned_data.get("except_debit_ids", [])],
        }


class JournalForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Up to and with"), widget=forms.DateInput(attrs={"type": "date"}))
