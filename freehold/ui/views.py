"""`/ui/` in development: every component in every state, and how to write it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from freehold.kernel import clock
from freehold.kernel.money import Money
from freehold.ui.charts import Figure, Series, bar_chart, line_chart
from freehold.ui.forms import TypedNameForm
from freehold.ui.frame import Frame, Place, Section, Support
from freehold.ui.pills import PILLS


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label="Company name",
        max_length=120,
        help_text="As it stands on the invoice, for example: Acme Dental",
    )
    email = forms.EmailField(label="Administrator’s e-mail", help_text="The invitation goes there.")
    reference = forms.CharField(label="Your reference", required=False)
    country = forms.ChoiceField(label="Country", choices=[("DE", "Germany"), ("AT", "Austria")])
    lasts = forms.ChoiceField(
        label="For how long",
        choices=[("4", "4 hours"), ("24", "one day"), ("standing", "until you end it")],
        widget=forms.RadioSelect,
        initial="24",
    )
    roles = forms.MultipleChoiceField(
        label="What they may do",
        help_text="You can change this later.",
        choices=[("technician", "Technician: services, domains and mailboxes"), ("billing", "Billing")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    logo = forms.FileField(label="Logo", required=False, help_text="PNG or SVG, 200 kB at most.")
    accent = forms.CharField(label="Colour", required=False, widget=forms.TextInput(attrs={"type": "color"}))
    agreed = forms.BooleanField(label="Send the invitation now", help_text="Otherwise you send it later.")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components; `?acting` shows the frame under a grant."""
    if not settings.DEBUG:
        raise Http404
    now = clock.now()
    frame = _frame()
    if "acting" in request.GET:
        frame = replace(
            frame,
            acting_for="Acme Dental",
            acting_under="Alder",
            acting_until=now + timedelta(hours=2),
            leave_url="/ui/",
        )
    months = ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    return render(
        request,
        "ui/gallery.html",
        {
            "frame": frame,
            "now": now,
            "sort": "name",
            "customers": [
                ("Acme Dental", "active", 14, 61_400_000_000, Money(Decimal("189.00"), "EUR")),
                ("Brook & Sons Carpentry", "making", 3, 0, Money(Decimal("40.50"), "EUR")),
                ("Cedar Legal", "suspended", 41, 312_900_000_000, Money(Decimal("1553.50"), "EUR")),
                ("Dune Logistics", "overdue", 120, 1_204_000_000_000, Money(Decimal("4620.00"), "EUR")),
            ],
            "states": [("active", _("Active")), ("suspended", _("Suspended")), ("overdue", _("Overdue"))],
            "pills": list(PILLS),
            "form": ExampleForm(),
            "wrong_form": _wrong_form(),
            "typed_form": TypedNameForm(name="acme-dental.example"),
            "steps": ["Company", "Plan", "People", "Summary"],
            "tabs": [
                Place("People", "/ui/", "", current=True),
                Place("Mail", "/ui/", ""),
                Place("Invoices", "/ui/", ""),
            ],
            "figures": [
                Figure(
                    "Customers", "212", "9 came, 2 left this month", change="+7", direction="up", is_good=True
                ),
                Figure("Mailboxes", "3,418", "in 198 customers", change="+96", direction="up", is_good=True),
                Figure("Margin in October", "€4,118.20", "€11,902.60 sold, €7,784.40 bought"),
                Figure(
                    "Overdue",
                    "€1,204.00",
                    "4 invoices",
                    change="+2",
                    direction="up",
                    is_good=False,
                    url="/ui/",
                ),
            ],
            "lines": line_chart(
                "Stored mail by month",
                months,
                [
                    Series("Used", [188, 204, 231, 262, 270, 318]),
                    Series("Ordered", [300, 300, 320, 360, 380, 400]),
                ],
                unit="GB",
            ),
            "bars": bar_chart(
                "What was bought and sold",
                months,
                [
                    Series("Sold", [9120, 9480, 10210, 10900, 11400, 11902]),
                    Series("Bought", [6010, 6220, 6700, 7105, 7460, 7784]),
                ],
                unit="€",
            ),
            "history": [
                {"actor_name": "Ada Acme", "told": "added a mailbox", "at": now - timedelta(minutes=4)},
                {
                    "actor_name": "Anna Alder",
                    "told": "changed the settings",
                    "at": now - timedelta(hours=3),
                    "from_outside": True,
                },
                {"actor_name": "Ada Acme", "told": "proved a domain", "at": now - timedelta(days=2)},
            ],
        },
    )


@require_safe
def observed(request: HttpRequest, number: str) -> HttpResponse:
    """What a line that refreshes itself asks for: the same partial again."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/gallery_observed.html", {"observed": number})


def _frame() -> Frame:
    return Frame(
        brand_name="Alder IT",
        home_url="/ui/",
        navigation=(
            Section(
                "",
                (Place("Customers", "/ui/", "building-2", current=True), Place("Orders", "/ui/", "package")),
            ),
            Section("Money", (Place("Invoices", "/ui/", "receipt-text"),)),
            Section(
                "Your company", (Place("Access", "/ui/", "key-round"), Place("Settings", "/ui/", "settings"))
            ),
        ),
        person_name="Anna Alder",
        person_email="anna@alder.example",
        person_places=(Place("Security", "/ui/", "shield-check"),),
        sign_out_url="/ui/",
        support=Support("Alder IT", "+49 30 5550 100", "help@alder.example"),
        source_url="https://example.org/source",
    )


def _wrong_form() -> ExampleForm:
    form = ExampleForm({"email": "ada@", "lasts": "24", "country": "DE"}, prefix=None)
    form.auto_id = "wrong_%s"
    return form
