"""The tenant's own settings, and a seller's brand."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from freehold.ui.forms import SeenForm

ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


class SettingsForm(SeenForm):
    """Name, language, time zone."""

    name = forms.CharField(
        label=_("Company name"), max_length=120, help_text=_("As it stands on the invoice.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BrandForm(SeenForm):
    """What customers see, and whom they ask."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("On every page that your customers see.")
    )
    accent = forms.CharField(
        label=_("Colour"),
        max_length=7,
        help_text=_(
            "For buttons and links, for example: #2f5d50. Too light a colour is darkened so that text stays readable."
        ),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A PNG or JPEG picture, 256 kB at most.")
    )
    remove_logo = forms.BooleanField(label=_("Remove the present logo"), required=False)
    support_name = forms.CharField(
        label=_("Whom customers ask"),
        max_length=120,
        required=False,
        help_text=_("For example: Service desk"),
    )
    support_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    support_email = forms.EmailField(label=_("E-mail"), required=False)
