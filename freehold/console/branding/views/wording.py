"""The main notices in a seller's own words."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.console.branding.forms import WordingForm
from freehold.console.branding.parts import tabs
from freehold.console.branding.views.preview import example_notice
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Refused
from freehold.notices.actions.change_wording import change_wording, check_wording
from freehold.notices.actions.reset_wording import reset_wording
from freehold.notices.queries import check_can_be_worded, find_wording, own_wordings
from freehold.notices.rules import LANGUAGES, WORDED
from freehold.notices.service import standard_wording
from freehold.notices.states import NoticeTemplate
from freehold.tenants.queries import own_brand

NAMES = {
    NoticeTemplate.INVITATION: gettext_lazy("Invitation"),
    NoticeTemplate.PASSWORD_RESET: gettext_lazy("Link for a new password"),
    NoticeTemplate.NEW_SIGN_IN: gettext_lazy("Sign-in from a new browser"),
    NoticeTemplate.SUBSCRIPTION_SUSPENDED: gettext_lazy("Order suspended"),
    NoticeTemplate.SUBSCRIPTION_RESUMED: gettext_lazy("Order runs again"),
    NoticeTemplate.SUBSCRIPTION_CANCELLED: gettext_lazy("Order cancelled"),
    NoticeTemplate.ERASURE_AHEAD: gettext_lazy("Data will be erased"),
}
TONGUES = {"en": gettext_lazy("English"), "de": gettext_lazy("German")}


@require_safe
def wordings(request: SignedInRequest) -> HttpResponse:
    """Which notices can be worded, and which are."""
    own = own_wordings(request.actor)
    rows = [
        (
            NAMES[template],
            [(spoken, TONGUES[spoken], (template, spoken) in own) for spoken in sorted(LANGUAGES)],
            template,
        )
        for template in WORDED
    ]
    return render(request, "branding/wordings.html", {"rows": rows, "tabs": tabs("branding:wordings")})


@require_http_methods(["GET", "POST"])
def wording(request: SignedInRequest, template: str, language: str) -> HttpResponse:
    """One notice in one language: its words, what may stand in braces, and how it reads."""
    kind = _kind(template)
    own_wordings(request.actor)
    check_can_be_worded(request.actor, kind, language)
    own = find_wording(request.actor.tenant_id, kind, language)
    subject, body = own or standard_wording(kind, language)
    form = WordingForm(request.POST or None, initial={"subject": subject, "body": body})
    shown: tuple[str, str] | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if "preview" not in request.POST:
                change_wording(
                    kind, language=language, subject=given["subject"], body=given["body"], actor=request.actor
                )
                messages.success(request, _("Kept. From now on this mail is in your words."))
                return redirect("branding:wording", template, language)
            shown = given["subject"], "\n".join(given["body"].splitlines())
            check_wording(kind, subject=shown[0], body=shown[1])
        except Refused as refusal:
            shown = None
            form.add_error(refusal.field or None, refusal.sentence)
    sample = example_notice(kind, language, own_brand(request.actor), own=shown)
    context = {
        "form": form,
        "name": NAMES[kind],
        "tongue": TONGUES[language],
        "template": kind,
        "language": language,
        "is_own": own is not None,
        "takes": sorted(WORDED[kind].takes),
        "needs": WORDED[kind].needs,
        "subject": sample[0],
        "body": sample[1],
        "is_preview": shown is not None,
    }
    return render(request, "branding/wording.html", context, status=422 if form.errors else 200)


@require_POST
def reset(request: SignedInRequest, template: str, language: str) -> HttpResponse:
    """The standard words again."""
    reset_wording(_kind(template), language=language, actor=request.actor)
    messages.success(request, _("This mail is in the standard words again."))
    return redirect("branding:wording", template, language)


def _kind(template: str) -> NoticeTemplate:
    if template not in {str(one) for one in WORDED}:
        raise Http404
    return NoticeTemplate(template)
