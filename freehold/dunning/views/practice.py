"""How a seller goes about letters: which go out by themselves, in which steps, and how they read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.forms import PracticeForm, initial_steps
from freehold.dunning.queries import own_practice
from freehold.dunning.rules.steps import USUAL
from freehold.dunning.samples import sample_letters
from freehold.dunning.words import LANGUAGES
from freehold.kernel.errors import Conflict, Refused
from freehold.notices.rules import language_of


@require_http_methods(["GET", "POST"])
def practice(request: SignedInRequest) -> HttpResponse:
    """Which letters go out by themselves, and in which steps."""
    known = own_practice(request.actor)
    form = PracticeForm(request.POST or None, initial=_now(request))
    if request.method == "POST" and form.is_valid():
        try:
            set_practice(
                mails_documents=form.cleaned_data["mails_documents"],
                steps=form.chosen(),
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_now(request))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("dunning:overdue")
    return render(
        request,
        "dunning/practice.html",
        {"form": form, "is_proposed": known.version == 0},
        status=422 if form.errors else 200,
    )


@require_safe
def samples(request: SignedInRequest) -> HttpResponse:
    """How the letters read, with an invoice that does not exist."""
    wanted = request.GET.get("language", "")
    language = wanted if wanted in LANGUAGES else language_of(get_language() or "")
    return render(
        request,
        "dunning/samples.html",
        {
            "letters": sample_letters(request.actor, language=language),
            "languages": [(code, words, code == language) for code, words in LANGUAGES.items()],
            "language": language,
        },
    )


def _now(request: SignedInRequest) -> dict[str, object]:
    known = own_practice(request.actor)
    steps = known.steps if known.version else USUAL
    return {
        "mails_documents": known.mails_documents,
        "version": known.version,
        **initial_steps(steps),
    }
