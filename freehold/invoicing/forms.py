"""What people fill in about invoices."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from freehold.invoicing.actions.credit_invoice import LONGEST_REASON
from freehold.invoicing.rules.countries import OFFERED
from freehold.invoicing.rules.parties import LONGEST_LINE, MOST_DAYS, BuyerFacts, SellerFacts
from freehold.invoicing.states import PaymentKind, Regime
from freehold.invoicing.words import COUNTRIES, PAYMENT_KINDS, REGIMES
from freehold.ui.forms import SeenForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LANGUAGES = [("en", _("English")), ("de", _("German"))]
COUNTRY_CHOICES = [(code, COUNTRIES[code]) for code in OFFERED]


def line(
    label: "str | _StrPromise", *, required: bool = True, help_text: "str | _StrPromise" = ""
) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, required=required, max_length=LONGEST_LINE, help_text=help_text)


class SellerProfileForm(SeenForm):
    """How a seller stands on its invoices."""

    legal_name = line(_("Legal name"))
    street = line(_("Street and number"))
    postcode = line(_("Postcode"), required=False)
    city = line(_("City"))
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES, initial="DE")
    regime = forms.ChoiceField(
        label=_("Taxes"),
        choices=[(regime.value, words) for regime, words in REGIMES.items()],
        widget=forms.RadioSelect,
        initial=Regime.EU_VAT,
    )
    tax_id = line(_("VAT identifier"), required=False, help_text=_("With the country’s letters: DE136695976"))
    uses_oss = forms.BooleanField(
        label=_("One-stop shop: private buyers elsewhere in the EU pay their own country’s rate"),
        required=False,
    )
    tax_name = line(_("What the tax is called"), help_text=_("VAT, USt., MwSt. …"))
    tax_rate = forms.DecimalField(
        label=_("Rate of your own tax, in percent"),
        required=False,
        max_digits=5,
        decimal_places=2,
        help_text=_("Outside the EU alone; empty where you charge none."),
    )
    tax_number = line(
        _("Tax number"),
        required=False,
        help_text=_("The tax office’s own, where you have no VAT identifier."),
    )
    registration = line(
        _("Register and number"), required=False, help_text=_("For example: Hamburg HRB 12345")
    )
    contact = line(_("Contact"), required=False)
    email = line(_("E-mail address for questions"), required=False)
    phone = line(_("Telephone"), required=False)
    iban = line(_("IBAN"), required=False)
    bic = line(_("BIC"), required=False)
    payment_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=MOST_DAYS, initial=14)
    invoice_prefix = forms.CharField(label=_("Numbers of invoices begin with"), max_length=10, initial="INV-")
    credit_note_prefix = forms.CharField(
        label=_("Numbers of credit notes begin with"), max_length=10, initial="CN-"
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("Where a buyer has not chosen one.")
    )

    def chosen(self) -> SellerFacts:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return SellerFacts(**{**given, "regime": Regime(given["regime"])})


class BuyerProfileForm(SeenForm):
    """How a buyer stands on its seller's invoices."""

    legal_name = line(_("Legal name"))
    street = line(_("Street and number"))
    postcode = line(_("Postcode"), required=False)
    city = line(_("City"))
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRY_CHOICES, initial="DE")
    tax_id = line(_("VAT identifier"), required=False, help_text=_("With the country’s letters: DE136695976"))
    email = line(_("E-mail address for invoices"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("The seller’s")), *LANGUAGES]
    )
    reference = line(_("Your reference"), required=False, help_text=_("It stands on every invoice."))

    def chosen(self) -> BuyerFacts:
        """What was filled in."""
        return BuyerFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class CreditForm(forms.Form):
    """How much of an invoice is credited, and why."""

    net = forms.DecimalField(
        label=_("Net amount"),
        required=False,
        decimal_places=2,
        max_digits=12,
        help_text=_("Empty: all that is left of the invoice."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("The buyer reads it on the note.")
    )


class PaymentForm(forms.Form):
    """What came in, when and how."""

    amount = forms.DecimalField(label=_("Amount"), decimal_places=2, max_digits=12, localize=False)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("How"), choices=[(kind.value, words) for kind, words in PAYMENT_KINDS.items()]
    )
    reference = line(_("Reference"), required=False, help_text=_("What the buyer wrote with it."))
    is_credit = forms.BooleanField(
        label=_("What is more than is open becomes the buyer’s credit"), required=False
    )

    def asks_about(self, still_open: Decimal) -> bool:
        """Whether it is more than is open, and nobody has said that this is right; the form then says so."""
        beyond = self.cleaned_data["amount"] - still_open
        if beyond <= 0 or self.cleaned_data["is_credit"]:
            return False
        self.add_error(
            "amount",
            _("That is %(beyond)s more than is open. Correct it, or tick below that the rest becomes credit.")
            % {"beyond": number_format(beyond, decimal_pos=2)},
        )
        return True

    def chosen(self) -> dict[str, Any]:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "is_credit"}
        return {**given, "kind": PaymentKind(given["kind"])}


class RunForm(forms.Form):
    """Up to which day is billed."""

    cut_off = forms.DateField(label=_("Up to and with"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"cut_off": today})  # type: ignore[arg-type]
