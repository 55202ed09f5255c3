"""A seller's customers and partners."""

from django.urls import path

from freehold.console.customers import views

app_name = "customers"
urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/new/", views.new_customer, name="new_customer"),
    path("customers/domains/", views.domains, name="domains"),
    path("customers/<uuid:tenant_id>/", views.customer, name="customer"),
    path("partners/", views.partners, name="partners"),
    path("partners/new/", views.new_partner, name="new_partner"),
    path("partners/<uuid:tenant_id>/", views.partner, name="partner"),
]
