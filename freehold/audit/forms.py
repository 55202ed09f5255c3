"""A checkpoint that somebody kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from freehold.audit.rules.note import LONGEST


class KeptForm(forms.Form):
    """The file of a checkpoint."""

    kept = forms.FileField(
        label=_("A checkpoint that you kept"),
        max_length=200,
        help_text=_("The file checkpoint-….txt from an earlier day. It is compared and not stored."),
    )

    def text(self) -> str:
        """What the file says; more than a checkpoint can be is not read."""
        start: bytes = self.cleaned_data["kept"].read(LONGEST)
        return start.decode(errors="replace")
