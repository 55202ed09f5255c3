"""Payments: what came in, whose it is and what it is for; and bank statements."""

from django.urls import path

from freehold.payments.views import payments, statements

app_name = "payments"
urlpatterns = [
    path("payments/", payments.payments, name="payments"),
    path("payments/new/", payments.choose_buyer, name="choose_buyer"),
    path("payments/new/<uuid:buyer_id>/", payments.new, name="new"),
    path("payments/back/<uuid:buyer_id>/<str:currency>/", payments.back, name="pay_back"),
    path("payments/statements/", statements.statements, name="statements"),
    path("payments/statements/<uuid:booking_id>/", statements.booking, name="booking"),
    path("payments/statements/<uuid:booking_id>/aside/", statements.set_aside, name="set_aside"),
    path("payments/<uuid:source_id>/", payments.payment, name="payment"),
    path("payments/<uuid:source_id>/undo/", payments.undo, name="undo"),
    path("payments/<uuid:source_id>/to/<uuid:invoice_id>/", payments.allocate, name="allocate"),
    path("payments/<uuid:source_id>/off/<uuid:invoice_id>/", payments.release, name="release"),
]
