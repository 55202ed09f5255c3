"""The forms of mail's administration."""

from uuid import UUID

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext_lazy as _

from freehold.services.mail.queries.limits import AllowedLimits

GB = 10**9
Choices = list[tuple[str, str]]


class AddressForm(forms.Form):
    """An address of one of the own domains."""

    local_part = forms.CharField(
        label=_("Address"), max_length=64, help_text=_("What stands before the @, for example: anna.alder")
    )
    domain = forms.ChoiceField(label=_("Domain"))

    def __init__(self, *args: object, domains: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["domain"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(domain, domain) for domain in domains]

    def chosen_address(self) -> str:
        """The whole address, as actions take it."""
        return f"{self.cleaned_data['local_part'].strip()}@{self.cleaned_data['domain']}"


class NewMailboxForm(AddressForm):
    """A mailbox for somebody: a new person, or one who has none yet."""

    field_order = ["person", "name", "local_part", "domain", "contact_email"]
    person = forms.ChoiceField(label=_("For whom"), required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("For example: Jane Doe. Empty for somebody on the list."),
    )
    contact_email = forms.EmailField(
        label=_("Send the invitation to"),
        required=False,
        help_text=_("An address that they read already. Without one you hand them the link yourself."),
    )

    def __init__(self, *args: object, people: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Somebody new")), *people]

    def clean(self) -> dict[str, object] | None:
        """A new person has a name."""
        given = super().clean()
        if not self.cleaned_data.get("person") and not self.cleaned_data.get("name", "").strip():
            self.add_error("name", _("Give the name of the new person."))
        return given

    def chosen_person(self) -> UUID | None:
        """Somebody who is here already, or None for a new person."""
        person = self.cleaned_data["person"]
        return UUID(person) if person else None


class NewSharedForm(AddressForm):
    """A mailbox that several people read."""

    field_order = ["name", "local_part", "domain"]
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Reception"))


class QuotaForm(forms.Form):
    """How much a mailbox holds."""

    quota_gb = forms.DecimalField(
        label=_("Size in GB"),
        min_value=0.1,
        decimal_places=1,
        help_text=_("At most what your plan gives each mailbox."),
    )

    def chosen_bytes(self) -> int:
        """As the action takes it."""
        return int(self.cleaned_data["quota_gb"] * GB)


class RenameForm(AddressForm):
    """Another first address, and how the mailbox is called."""

    field_order = ["display_name", "local_part", "domain"]
    display_name = forms.CharField(label=_("Name"), max_length=120, required=False)


class ShareForm(forms.Form):
    """Who may read a shared mailbox, and send in its name: one click for both."""

    grantee = forms.ChoiceField(label=_("Who"))
    send_as = forms.BooleanField(label=_("May send in its name"), required=False, initial=True)

    def __init__(self, *args: object, mailboxes: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["grantee"]
        if isinstance(field, forms.ChoiceField):
            field.choices = mailboxes


class NewGroupForm(AddressForm):
    """A distribution list."""

    field_order = ["name", "local_part", "domain", "internal_only"]
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Everybody"))
    internal_only = forms.BooleanField(label=_("Only your own people may write to it"), required=False)


class MembersForm(forms.Form):
    """Who receives what is sent to a group."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    mailboxes = forms.MultipleChoiceField(
        label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outside = forms.CharField(
        label=_("Addresses elsewhere"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One to a line, for example: lab@example.org"),
    )

    def __init__(self, *args: object, mailboxes: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["mailboxes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = mailboxes

    def chosen_mailboxes(self) -> list[UUID]:
        """The members here."""
        return [UUID(mailbox) for mailbox in self.cleaned_data["mailboxes"]]

    def chosen_outside(self) -> list[str]:
        """The members elsewhere."""
        return [line.strip() for line in self.cleaned_data["outside"].splitlines() if line.strip()]


class CatchAllForm(forms.Form):
    """Where the mail goes that no address takes."""

    domain = forms.ChoiceField(label=_("Domain"))
    mailbox = forms.ChoiceField(label=_("Mailbox"))

    def __init__(self, *args: object, domains: list[str], mailboxes: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        domain, mailbox = self.fields["domain"], self.fields["mailbox"]
        if isinstance(domain, forms.ChoiceField) and isinstance(mailbox, forms.ChoiceField):
            domain.choices = [(name, name) for name in domains]
            mailbox.choices = mailboxes


class SenderForm(forms.Form):
    """A sender whom everybody here allows or blocks."""

    sender = forms.CharField(
        label=_("Sender"), max_length=320, help_text=_("An address, or a whole domain as @example.org")
    )
    verdict = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            ("block", _("Goes to Spam")),
            ("allow", _("Never goes to Spam, when it is proven to be theirs")),
        ],
        initial="block",
        widget=forms.RadioSelect,
    )


class LimitsForm(forms.Form):
    """How much may be sent within an hour, and who reads postmaster@."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    hourly_per_person = forms.IntegerField(
        label=_("Recipients an hour, each person"), min_value=1, max_value=100_000
    )
    hourly_per_tenant = forms.IntegerField(
        label=_("Recipients an hour, all together"), min_value=1, max_value=1_000_000
    )
    postmaster = forms.ChoiceField(
        label=_("Who reads postmaster@ and abuse@"),
        required=False,
        help_text=_("They always exist; the law of mail wants it."),
    )

    def __init__(self, *args: object, mailboxes: Choices, allowed: AllowedLimits, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        most = _("Your plan allows %(limit)s.")
        self.fields["hourly_per_person"].help_text = most % {"limit": intcomma(allowed.hourly_per_person)}
        self.fields["hourly_per_tenant"].help_text = most % {"limit": intcomma(allowed.hourly_per_tenant)}
        field = self.fields["postmaster"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Your administrators")), *mailboxes]
