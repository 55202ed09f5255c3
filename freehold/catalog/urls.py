"""A seller's catalog: plans, offerings and prices."""

from django.urls import path

from freehold.catalog import views

app_name = "catalog"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/offerings/new/", views.new_offering, name="new_offering"),
    path("plans/offerings/<uuid:offering_id>/new/", views.new_plan, name="new_plan"),
    path("plans/adopt/", views.offered, name="offered"),
    path("plans/adopt/<uuid:source_plan_id>/", views.adopt, name="adopt"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/promise/", views.promise, name="promise"),
    path("plans/<uuid:plan_id>/retire/", views.retire, name="retire"),
    path("prices/", views.prices, name="prices"),
    path("prices/new/", views.new_prices, name="new_prices"),
    path("plans/<uuid:plan_id>/price/", views.price, name="price"),
    path("prices/discounts/", views.discounts, name="discounts"),
    path("prices/discounts/new/", views.new_discount, name="new_discount"),
    path("prices/discounts/<uuid:discount_id>/end/", views.end, name="end_discount"),
]
