"""What people fill in about invoices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from freehold.invoicing.actions.credit_invoice import LONGEST_REASON
from freehold.invoicing.rules.countries import OFFERED
from freehold.invoicing.rules.own_rates import MOST_RATES, OwnRate, is_rate, twins
from freehold.invoicing.rules.parties import LONGEST_LINE, MOST_DAYS, BuyerFacts, SellerFacts
from freehold.invoicing.states import Buyers, PaymentKind, Regime
from freehold.invoicing.words import BUYERS, COUNTRIES, PAYMENT_KINDS, REGIMES, fault_sentence
from freehold.ui.forms import SeenForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LANGUAGES = [("en", _("English")), ("de", _("German"))]
COUNTRY_CHOICES = [(code, COUNTRIES[code]) for code in OFFERED]
FREE_ROWS = 3
ROW = ("percent", "valid_from", "buyers")  # of a rate


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

    def __init__(self, data: Mapping[str, object] | None = None, *, initial: Mapping[str, object]) -> None:
        super().__init__(data, initial=dict(initial))
        known = sum(initial[f"percent_{place}"] is not None for place in range(MOST_RATES)) + FREE_ROWS
        sent = sum(name.startswith("percent_") for name in data or ())
        self.places = range(min(MOST_RATES, sent or known))
        for place in self.places:
            self._add_row(place)

    def _add_row(self, place: int) -> None:
        row = {"row": place + 1}
        self.fields[f"percent_{place}"] = forms.DecimalField(
            label=_("Rate %(row)s: percent") % row, required=False, max_digits=5, decimal_places=2
        )
        self.fields[f"valid_from_{place}"] = forms.DateField(
            label=_("Rate %(row)s: from") % row,
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )
        self.fields[f"buyers_{place}"] = forms.ChoiceField(
            label=_("Rate %(row)s: for whom") % row,
            required=False,
            choices=[(buyers.value, words) for buyers, words in BUYERS.items()],
            widget=forms.Select(attrs={"class": "input-word"}),
        )
        for name in ROW:
            field = self.fields[f"{name}_{place}"]
            field.widget.attrs["aria-label"] = field.label

    @property
    def opens(self) -> bool:
        """Whether the rates are shown at once: the seller has some, or tries to, or is where it may."""
        is_outside = self["regime"].value() == Regime.OUTSIDE
        return is_outside or any(field.errors or field.value() for row in self.rows for field in row[:2])

    @property
    def before_rates(self) -> list[forms.BoundField]:
        """The fields above the rates."""
        own = list(self.base_fields)
        return [self[name] for name in own[own.index("legal_name") : own.index("tax_name") + 1]]

    @property
    def after_rates(self) -> list[forms.BoundField]:
        """The fields below them."""
        own = list(self.base_fields)
        return [self[name] for name in own[own.index("tax_name") + 1 :]]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each rate."""
        return [[self[f"{name}_{place}"] for name in ROW] for place in self.places]

    def clean(self) -> None:
        """Read the rates: one has a percent and a day, and is the only one of its day for its buyers."""
        found = {place: rate for place in self.places if (rate := self._rate(place)) is not None}
        for twin in twins(list(found.values())):
            self.add_error(f"valid_from_{list(found)[twin]}", fault_sentence("same_day"))
        self.rates = tuple(found.values())

    def _rate(self, place: int) -> OwnRate | None:
        percent, valid_from, buyers = (f"{name}_{place}" for name in ROW)
        given = self.cleaned_data
        given[buyers] = given.get(buyers) or Buyers.HOME.value
        if given.keys() >= {percent, valid_from}:
            if (given[percent] is None) != (given[valid_from] is None):
                missing = percent if given[percent] is None else valid_from
                self.add_error(missing, _("A rate has a percent and a day. Leave both empty to have none."))
            elif given[percent] is not None and not is_rate(given[percent]):
                self.add_error(percent, fault_sentence("tax_rate"))
            elif given[percent] is not None:
                return OwnRate(given[percent], given[valid_from], Buyers(given[buyers]))
        return None

    def chosen(self) -> SellerFacts:
        """What was filled in."""
        given = {name: self.cleaned_data[name] for name in self.base_fields if name != "version"}
        return SellerFacts(**{**given, "regime": Regime(given["regime"]), "own_rates": self.rates})


def initial_rates(rates: Sequence[OwnRate]) -> dict[str, object]:
    """Rates as the form has them; a free row is for buyers at home."""
    shown: dict[str, object] = {}
    for place in range(MOST_RATES):
        rate = rates[place] if place < len(rates) else None
        shown[f"percent_{place}"] = rate.percent if rate else None
        shown[f"valid_from_{place}"] = rate.valid_from if rate else None
        shown[f"buyers_{place}"] = (rate.buyers if rate else Buyers.HOME).value
    return shown


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
