"""Invoices: what one has issued, what one has received, one of them, what is next, runs and profiles."""

from django.urls import path

from freehold.invoicing.views import documents, lists, profiles, runs

app_name = "invoicing"
urlpatterns = [
    path("invoices/", lists.issued, name="issued"),
    path("invoices/received/", lists.received, name="received"),
    path("invoices/next/", documents.next_own, name="next_own"),
    path("invoices/next/<uuid:buyer_id>/", documents.next_of_buyer, name="next_of_buyer"),
    path("invoices/runs/", runs.runs, name="runs"),
    path("invoices/profile/", profiles.seller, name="seller_profile"),
    path("invoices/address/", profiles.own, name="own_profile"),
    path("invoices/address/<uuid:buyer_id>/", profiles.buyer, name="buyer_profile"),
    path("invoices/<uuid:invoice_id>/", documents.detail, name="detail"),
    path("invoices/<uuid:invoice_id>/credit/", documents.credit, name="credit"),
    path("invoices/<uuid:invoice_id>/payment/", documents.record_payment_for, name="record_payment"),
    path("invoices/<uuid:invoice_id>/<str:form>/download/", documents.download, name="download"),
]
