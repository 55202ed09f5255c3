"""Payments: what came in, whose it is and what it is for; bank statements, mandates and collections."""

from django.urls import path

from freehold.payments.views import debits, journal, mandates, payments, statements

app_name = "payments"
urlpatterns = [
    path("payments/", payments.payments, name="payments"),
    path("payments/journal/", journal.journal, name="journal"),
    path("payments/new/", payments.choose_buyer, name="choose_buyer"),
    path("payments/new/<uuid:buyer_id>/", payments.new, name="new"),
    path("payments/back/<uuid:buyer_id>/<str:currency>/", payments.back, name="pay_back"),
    path("payments/statements/", statements.statements, name="statements"),
    path("payments/statements/<uuid:booking_id>/", statements.booking, name="booking"),
    path("payments/statements/<uuid:booking_id>/aside/", statements.set_aside, name="set_aside"),
    path("payments/debits/", debits.debits, name="debits"),
    path("payments/debits/settings/", debits.settings, name="creditor"),
    path("payments/debits/collect/<str:scheme>/", debits.collect, name="collect"),
    path("payments/debits/<uuid:collection_id>/", debits.collection, name="collection"),
    path("payments/debits/<uuid:collection_id>/file/", debits.file, name="collection_file"),
    path("payments/debits/<uuid:collection_id>/paid/", debits.paid, name="collection_paid"),
    path("payments/debits/<uuid:collection_id>/cancel/", debits.cancel, name="cancel_collection"),
    path("payments/debits/returned/<uuid:debit_id>/", debits.returned, name="return_debit"),
    path("payments/mandates/new/", mandates.choose_buyer, name="mandate_of"),
    path("payments/mandates/new/<uuid:buyer_id>/", mandates.new, name="new_mandate"),
    path("payments/mandates/own/", mandates.own, name="own_mandate"),
    path("payments/mandates/own/new/", mandates.give, name="give_mandate"),
    path("payments/mandates/<uuid:mandate_id>/revoke/", mandates.revoke, name="revoke_mandate"),
    path("payments/<uuid:source_id>/", payments.payment, name="payment"),
    path("payments/<uuid:source_id>/undo/", payments.undo, name="undo"),
    path("payments/<uuid:source_id>/to/<uuid:invoice_id>/", payments.allocate, name="allocate"),
    path("payments/<uuid:source_id>/off/<uuid:invoice_id>/", payments.release, name="release"),
]
