"""Reports: what was earned, what a customer got and paid, and where bought, provided and billed differ."""

from django.urls import path

from freehold.reporting.views import availability, drift, margin, overview, receivables, statement

app_name = "reporting"
urlpatterns = [
    path("margin/", margin.page, name="margin"),
    path("availability/", availability.page, name="availability"),
    path("statements/", statement.page, name="statement"),
    path("statements/<str:month>.csv", statement.csv, name="statement_csv"),
    path("margin/csv/", margin.csv, name="margin_csv"),
    path("margin/small/", overview.small, name="small"),
    path("margin/receivables/", receivables.page, name="receivables"),
    path("margin/receivables/csv/", receivables.csv, name="receivables_csv"),
    path("margin/drift/", drift.page, name="drift"),
]
