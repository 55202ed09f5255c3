"""Claiming a domain, and keeping a key for publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.domains.rules.keys import ALGORITHMS


class ClaimForm(forms.Form):
    """A domain, as the person types it."""

    name = forms.CharField(
        label=_("Domain"),
        max_length=300,
        help_text=_("The part after the @ of your addresses, for example acme-dental.example."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}),
    )


class DnsKeyForm(forms.Form):
    """A key of a DNS server that takes updates (RFC 2136)."""

    name = forms.CharField(
        label=_("Zone"),
        max_length=300,
        help_text=_("For example acme-dental.example; the key serves all below it."),
    )
    server = forms.CharField(
        label=_("Server"),
        max_length=253,
        help_text=_("A name or a public address, for example ns1.dns.example."),
    )
    port = forms.IntegerField(label=_("Port"), initial=53, min_value=1, max_value=65_535)
    key_name = forms.CharField(label=_("Name of the key"), max_length=253)
    algorithm = forms.ChoiceField(label=_("Algorithm"), choices=[(name, name) for name in ALGORITHMS])
    secret = forms.CharField(
        label=_("Secret"),
        max_length=400,
        help_text=_("In base64, as your DNS provider gives it. It is kept sealed and shown to nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
