"""The renderer that gives every form our markup, and the form that destroying asks for."""

from collections.abc import Mapping

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """`{{ form }}` is an error summary and fields with label, help and error; `settings.FORM_RENDERER`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class TypedNameForm(forms.Form):
    """What destroys is confirmed by typing the name of the thing."""

    typed = forms.CharField(label=_("Name"), max_length=320)

    def __init__(self, data: Mapping[str, object] | None = None, *, name: str) -> None:
        super().__init__(data)
        self.expected = name
        self.fields["typed"].label = _("Type “%(name)s” to confirm") % {"name": name}
        self.fields["typed"].widget.attrs.update(
            autocomplete="off", spellcheck="false", autocapitalize="none"
        )

    def clean_typed(self) -> str:
        """The name, letter for letter; case and spaces around it do not matter."""
        typed: str = self.cleaned_data["typed"]
        if typed.strip().casefold() != self.expected.strip().casefold():
            raise forms.ValidationError(
                _("This is not “%(name)s”. Nothing was changed."),
                code="another_name",
                params={"name": self.expected},
            )
        return typed
