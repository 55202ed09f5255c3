"""The log."""

from django.urls import path

from freehold.audit import views

app_name = "audit"
urlpatterns = [path("log/", views.log, name="log"), path("log/verify/", views.verify, name="verify")]
