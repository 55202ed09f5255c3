"""The hosted services of a tenant: wanted and observed."""

from django.urls import path

from freehold.provisioning import views

app_name = "provisioning"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<uuid:instance_id>/", views.service, name="service"),
    path("services/<uuid:instance_id>/observed/", views.observed, name="observed"),
    path("services/<uuid:instance_id>/try-again/", views.again, name="again"),
]
