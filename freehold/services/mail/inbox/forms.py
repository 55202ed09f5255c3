"""What a person fills in: a letter, a change to some messages, a folder's name."""

from collections.abc import Iterable, Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from freehold.services.mail.inbox.queries import Sender
from freehold.services.mail.inbox.rules.keys import MessageKey, read_ticket
from freehold.services.mail.inbox.rules.words import Address
from freehold.services.mail.inbox.rules.writing import (
    LONGEST_BODY,
    MOST_RECIPIENTS,
    Recipients,
    recipients_of,
    written,
)

LONGEST_FIELD = 20_000
MOST_SELECTED = 5_000  # messages, of fifty conversations


class Files(forms.FileInput):
    """A field of any number of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives back a list of uploaded files, empty when there are none."""

    widget = Files

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[bytes]]":
        """Check each file like a single one."""
        del initial
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(file) for file in files if file]


class RecipientsField(forms.CharField):
    """Addresses split by commas; gives back `Recipients`, and says which pieces are none."""

    def clean(self, value: object) -> Recipients:
        """Read the addresses. The pieces that cannot be used are named."""
        found = recipients_of(super().clean(value))
        if found.bad:
            raise forms.ValidationError(
                ngettext_lazy(
                    "This is not an address: %(pieces)s. An address looks like anna@example.org.",
                    "These are not addresses: %(pieces)s. An address looks like anna@example.org.",
                    len(found.bad),
                ),
                params={"pieces": ", ".join(found.bad[:5])},
            )
        return found


class LetterForm(forms.Form):
    """A letter. Which fields must be filled depends on whether it is sent or kept: `sending` says so."""

    sender = forms.ChoiceField(label=_("From"))
    to = RecipientsField(label=_("To"), required=False, max_length=LONGEST_FIELD)
    cc = RecipientsField(label=_("Cc"), required=False, max_length=LONGEST_FIELD)
    bcc = RecipientsField(label=_("Bcc"), required=False, max_length=LONGEST_FIELD)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=900)
    body = forms.CharField(
        label=_("Message"), required=False, widget=forms.Textarea, max_length=LONGEST_BODY, strip=False
    )
    attached = FilesField(label=_("Attach files"), required=False, allow_empty_file=True)
    keep = forms.MultipleChoiceField(required=False)
    source = forms.CharField(required=False, max_length=600)  # a message whose attachments go along
    draft = forms.CharField(required=False, max_length=40)
    answered = forms.CharField(required=False, max_length=600)
    forwarded = forms.CharField(required=False, max_length=600)
    in_reply_to = forms.CharField(required=False, max_length=500)
    references = forms.CharField(required=False, max_length=16_000)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        senders: Sequence[Sender],
        sending: bool = False,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial, auto_id="letter-%s")
        self.sending = sending
        self.fields["sender"] = forms.ChoiceField(
            label=_("From"),
            choices=[(sender.address, written([Address(sender.name, sender.address)])) for sender in senders],
        )
        self.fields["keep"] = SectionsField(required=False)

    def clean(self) -> dict[str, object]:
        """A letter that is sent goes to somebody, and not to too many."""
        cleaned = super().clean() or {}
        if self.sending and not {"to", "cc", "bcc"} & set(self.errors):
            count = sum(len(cleaned[name].good) for name in ("to", "cc", "bcc"))
            if not count:
                self.add_error("to", _("Write at least one address that this goes to."))
            elif count > MOST_RECIPIENTS:
                self.add_error(
                    "to",
                    forms.ValidationError(
                        _(
                            "This goes to %(count)s addresses; %(most)s is the most at once. A group takes more."
                        ),
                        params={"count": count, "most": MOST_RECIPIENTS},
                    ),
                )
        return cleaned


class SectionsField(forms.Field):
    """The numbers of the attachments that stay."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: object) -> list[str]:
        """Numbers alone; whatever else came falls."""
        items = value if isinstance(value, list) else []
        return [item for item in items[:200] if isinstance(item, str) and item.replace(".", "").isdigit()]


class FolderForm(forms.Form):
    """A new folder's name."""

    name = forms.CharField(label=_("Name of the folder"), max_length=100)


def selected_keys(values: Iterable[str]) -> list[MessageKey]:
    """The messages that were ticked; malformed keys fall."""
    keys = [key for value in list(values)[:MOST_SELECTED] for key in read_ticket(value[:LONGEST_FIELD])]
    return list(dict.fromkeys(keys))[:MOST_SELECTED]


def refusal_words(code: int, words: str) -> str | Promise:
    """A submission's reply about one recipient, in plain words. Source: RFC 5321, 4.2; RFC 3463."""
    if code == 552 or "5.2.2" in words:
        return _("This mailbox is full and takes no more mail.")
    if code == 550 and ("5.1.1" in words or "unknown" in words.lower()):
        return _("Nobody has this address. Look for a typing mistake.")
    if code in (554, 550) and "5.7" in words:
        return _("This address does not take mail from you.")
    if 400 <= code < 500:
        return _("This address cannot be reached just now. Try again in a few minutes.")
    return _("This address was refused.")


class AnswerForm(forms.Form):
    """The answer while away."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000)
    first_day = forms.DateField(
        label=_("From"),
        required=False,
        help_text=_("Empty: from now on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    back_on = forms.DateField(
        label=_("Back on"),
        required=False,
        help_text=_("The first day without an answer. Empty: until you end it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ForwardForm(forms.Form):
    """Where mail goes on to."""

    targets = forms.CharField(
        label=_("Forward to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One address a line, five at most. Empty ends it. Spam is not forwarded."),
        max_length=2000,
    )
    keep_copy = forms.BooleanField(label=_("Keep a copy here"), required=False)


class RuleForm(forms.Form):
    """A rule: what it looks at, and what it does."""

    field = forms.ChoiceField(
        label=_("If"),
        choices=[("from", _("the sender")), ("to", _("a recipient")), ("subject", _("the subject"))],
    )
    match = forms.ChoiceField(label=_("How"), choices=[("contains", _("contains")), ("is", _("is exactly"))])
    value = forms.CharField(label=_("these words or this address"), max_length=500)
    action = forms.ChoiceField(
        label=_("then"),
        choices=[
            ("file", _("move it to a folder")),
            ("mark_read", _("mark it as read")),
            ("flag", _("flag it")),
            ("delete", _("move it to Trash")),
            ("forward", _("forward a copy")),
        ],
    )
    folder = forms.ChoiceField(label=_("Folder, to move it to"), required=False)
    forward_to = forms.CharField(label=_("Address, to forward to"), required=False, max_length=320)

    def __init__(self, data: QueryDict | None = None, *, folders: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["folder"] = forms.ChoiceField(
            label=_("Folder, to move it to"),
            required=False,
            choices=[("", "–"), *((name, name) for name in folders)],
        )

    def clean(self) -> dict[str, object]:
        """A rule that moves needs a folder, one that forwards an address."""
        cleaned = super().clean() or {}
        if cleaned.get("action") == "file" and not cleaned.get("folder"):
            self.add_error("folder", _("Choose a folder. “New folder” on the left makes one."))
        if cleaned.get("action") == "forward" and not cleaned.get("forward_to"):
            self.add_error("forward_to", _("Write the address."))
        return cleaned


class SenderForm(forms.Form):
    """A sender, and what is thought of it."""

    sender = forms.CharField(
        label=_("Address, or @domain"),
        max_length=320,
        help_text=_("@example.org stands for everybody there."),
    )
    verdict = forms.ChoiceField(
        label=_("What to do"), choices=[("block", _("To Spam")), ("allow", _("Never to Spam"))]
    )
