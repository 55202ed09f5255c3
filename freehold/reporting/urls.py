"""Reports: what was earned."""

from django.urls import path

from freehold.reporting.views import margin

app_name = "reporting"
urlpatterns = [
    path("margin/", margin.page, name="margin"),
    path("margin/csv/", margin.csv, name="margin_csv"),
]
