"""The renderer that gives every form our markup, and the form that destroying asks for."""

from collections.abc import Mapping

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from freehold.kernel.errors import CHANGED_MEANWHILE, FreeholdError


class Renderer(DjangoTemplates):
    """`{{ form }}` is an error summary and fields with label, help and error; `settings.FORM_RENDERER`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class SeenForm(forms.Form):
    """A form on something that two people may change: it bears the version that its page was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: FreeholdError, *, now: Mapping[str, object]) -> None:
        """Say why nothing was saved, beside the field that it is about.

        `now` is what stands there at present, by the names of the fields, the version among it. Where somebody
        was quicker it is told beside what was typed; that is kept, and sent once more it counts.
        """
        if refusal.code != CHANGED_MEANWHILE:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
            return
        typed = dict(self.cleaned_data)
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # Django's stubs know a mapping alone
        data["version"] = str(now["version"])
        self.data = data
        kept = gettext("What you typed is kept. Send it once more to have it so.")
        self.add_error(None, f"{refusal.sentence} {kept}")
        for name, value in now.items():
            if name != "version" and name in typed and typed[name] != value:
                self.add_error(
                    name, gettext("Meanwhile it is “%(value)s”.") % {"value": self._told(name, value)}
                )

    def _told(self, name: str, value: object) -> object:
        field = self.fields[name]
        labels = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return labels.get(value, value) if value not in (None, "") else "–"


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
