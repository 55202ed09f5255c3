"""The form of a new customer."""

from django import forms
from django.utils.translation import gettext_lazy as _

COUNTRIES = [
    ("DE", _("Germany")),
    ("AT", _("Austria")),
    ("CH", _("Switzerland")),
    ("BE", _("Belgium")),
    ("DK", _("Denmark")),
    ("ES", _("Spain")),
    ("FR", _("France")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("IT", _("Italy")),
    ("LU", _("Luxembourg")),
    ("NL", _("Netherlands")),
    ("PL", _("Poland")),
    ("SE", _("Sweden")),
    ("US", _("United States")),
]
LANGUAGES = [("en", _("English")), ("de", _("German"))]


class NewBuyerForm(forms.Form):
    """A company, and who looks after it there."""

    name = forms.CharField(
        label=_("Company name"),
        max_length=120,
        help_text=_("As it stands on the invoice, for example: Acme Dental"),
    )
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        required=False,
        help_text=_("Your own customer number."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, initial="DE")
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en")
    administrator_name = forms.CharField(
        label=_("Administrator's name"),
        max_length=120,
        required=False,
        help_text=_("Who looks after people and mail there. You can invite somebody later."),
    )
    administrator_email = forms.EmailField(
        label=_("Administrator's e-mail"), required=False, help_text=_("The invitation goes there.")
    )


class NewCustomerForm(NewBuyerForm):
    """A customer, and its domain."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        required=False,
        help_text=_("Where its mail will arrive, for example: acme-dental.example. You can add it later."),
    )
