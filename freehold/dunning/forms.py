"""What people fill in about letters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.ui.forms import SeenForm


class PracticeForm(SeenForm):
    """How a seller goes about letters."""

    mails_documents = forms.BooleanField(
        label=_("Send invoices and credit notes by mail as soon as they are issued"),
        required=False,
        help_text=_("To the address for invoices of each customer, with the PDF attached."),
    )
