"""Reminders: what is overdue, what of one document went out, all letters, and how the seller goes about them."""

from django.urls import path

from freehold.dunning.views import letters, overdue, practice

app_name = "dunning"
urlpatterns = [
    path("reminders/", overdue.overdue, name="overdue"),
    path("reminders/letters/", letters.letters, name="letters"),
    path("reminders/letters/reminders/", letters.reminders, name="reminders_sent"),
    path("reminders/settings/", practice.practice, name="practice"),
    path("reminders/settings/letters/", practice.samples, name="samples"),
    path("reminders/<uuid:invoice_id>/", letters.document, name="document"),
    path("reminders/<uuid:invoice_id>/send/", letters.send, name="send"),
    path("reminders/<uuid:invoice_id>/block/", overdue.block, name="block"),
    path("reminders/<uuid:invoice_id>/allow/", overdue.allow, name="allow"),
]
