"""A seller's brand, its host names, its words, and what the law has it say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.tenants.states import AccentUse, LogoPlace
from freehold.ui.forms import SeenForm

LOGO_PLACES = [
    (LogoPlace.LEFT, _("Left")),
    (LogoPlace.RIGHT, _("Right")),
    (LogoPlace.NONE, _("Nowhere: the name stands there")),
]
ACCENT_USES = [
    (AccentUse.RULES, _("Headings and lines")),
    (AccentUse.BAND, _("Headings, lines, and a band across the top")),
    (AccentUse.NONE, _("Nothing: all of it is grey")),
]


class BrandForm(SeenForm):
    """What customers see, and whom they ask."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("On every page that your customers see.")
    )
    accent = forms.CharField(
        label=_("Colour"),
        max_length=7,
        help_text=_("For buttons and links, for example: #2f5d50"),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A PNG or JPEG picture, 256 kB at most.")
    )
    kept_logo = forms.BooleanField(
        required=False, widget=forms.HiddenInput
    )  # sent before, for the look at it
    remove_logo = forms.BooleanField(label=_("Remove the present logo"), required=False)
    support_name = forms.CharField(
        label=_("Whom customers ask"),
        max_length=120,
        required=False,
        help_text=_("For example: Service desk"),
    )
    support_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    support_email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Answers to the mail that we write for you go there too."),
    )
    help_url = forms.CharField(
        label=_("Help page"),
        max_length=300,
        required=False,
        help_text=_("At the foot of pages and mail, for example: https://www.example.com/help"),
    )
    legal_url = forms.CharField(label=_("Legal notice"), max_length=300, required=False)
    privacy_url = forms.CharField(label=_("Privacy statement"), max_length=300, required=False)
    sender = forms.CharField(
        label=_("Address that writes"),
        max_length=254,
        required=False,
        help_text=_(
            "Of a domain that you have proven here, with its signing key in DNS. Else a neutral address writes in your name."
        ),
    )
    invoice_logo = forms.ChoiceField(label=_("Logo on invoices"), choices=LOGO_PLACES, required=False)
    invoice_accent = forms.ChoiceField(label=_("Colour on invoices"), choices=ACCENT_USES, required=False)
    invoice_foot = forms.CharField(
        label=_("At the foot of invoices"),
        required=False,
        max_length=1000,
        help_text=_("At most four lines, such as opening hours or a membership."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HostForm(forms.Form):
    """A host name to add."""

    name = forms.CharField(
        label=_("Host name"), max_length=255, help_text=_("For example: portal.example.com")
    )


class CertificateForm(forms.Form):
    """A certificate with its key, pasted."""

    chain = forms.CharField(
        label=_("Certificate"),
        max_length=70_000,
        help_text=_("In PEM: your own first, then those that vouch for it."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=70_000,
        help_text=_("In PEM, without a password. It is sealed, and never shown again."),
        widget=forms.Textarea(
            attrs={"rows": 6, "class": "mono", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


class WordingForm(forms.Form):
    """A notice in one's own words."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 14}))


class DisclosureForm(SeenForm):
    """What those below must be able to read of whoever provides."""

    legal_name = forms.CharField(
        label=_("Company"), max_length=200, help_text=_("As it stands in the register.")
    )
    address = forms.CharField(
        label=_("Address"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.CharField(
        label=_("Country whose law it is under"), max_length=2, help_text=_("Two letters, for example: DE")
    )
    contact = forms.EmailField(label=_("Address for questions of data protection"), required=False)
    contract_url = forms.CharField(
        label=_("Where the contract stands"),
        max_length=300,
        required=False,
        help_text=_("With the terms of data processing, for example: https://www.example.com/contract"),
    )
    data_places = forms.CharField(
        label=_("Where data lies"),
        max_length=2000,
        required=False,
        help_text=_("A line for each place, for example: Hamburg, Germany"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    third_country_access = forms.CharField(
        label=_("What keeps authorities of other countries out"),
        max_length=4000,
        required=False,
        help_text=_("Technical, organisational and contractual measures (Data Act, art. 28)."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    subprocessors = forms.CharField(
        label=_("Who else handles the data"),
        max_length=8000,
        required=False,
        help_text=_("A line for each: name; what for; country. For example: Example Racks GmbH; servers; DE"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
