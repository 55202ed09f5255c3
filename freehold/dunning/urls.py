"""Letters: what went out, what of one document did, and how the seller goes about it."""

from django.urls import path

from freehold.dunning.views import letters, practice

app_name = "dunning"
urlpatterns = [
    path("reminders/letters/", letters.letters, name="letters"),
    path("reminders/settings/", practice.practice, name="practice"),
    path("reminders/<uuid:invoice_id>/", letters.document, name="document"),
    path("reminders/<uuid:invoice_id>/send/", letters.send, name="send"),
]
