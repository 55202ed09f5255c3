"""A checkpoint that somebody kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.audit.proofs import LONGEST_FILE


class KeptForm(forms.Form):
    """The file of a checkpoint."""

    kept = forms.FileField(
        label=_("A checkpoint that you kept"),
        max_length=200,
        help_text=_("The file checkpoint-….json from an earlier day. It is compared and not stored."),
    )

    def text(self) -> str:
        """What the file says; more than a checkpoint can be is not read."""
        start: bytes = self.cleaned_data["kept"].read(LONGEST_FILE)
        return start.decode(errors="replace")
