"""Domains of a tenant, keys for publishing, and the health of customers' domains."""

from django.urls import path

from freehold.domains import views

app_name = "domains"
urlpatterns = [
    path("domains/", views.domains, name="domains"),
    path("domains/new/", views.claim, name="claim"),
    path("domains/new/own/", views.claim_own, name="claim_own"),
    path("domains/keys/", views.keys, name="keys"),
    path("domains/keys/<uuid:key_id>/remove/", views.remove_key, name="remove_key"),
    path("domains/<uuid:domain_id>/", views.domain, name="domain"),
    path("domains/<uuid:domain_id>/check/", views.check, name="check"),
    path("domains/<uuid:domain_id>/publish/", views.publish, name="publish"),
    path("domains/<uuid:domain_id>/zone/", views.zone, name="zone"),
    path("domains/<uuid:domain_id>/release/", views.release, name="release"),
]
