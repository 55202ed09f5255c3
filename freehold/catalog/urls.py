"""A seller's catalog: plans, offerings and prices."""

from django.urls import path

from freehold.catalog.views import discounts, plans, prices

app_name = "catalog"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/offerings/new/", plans.new_offering, name="new_offering"),
    path("plans/offerings/<uuid:offering_id>/new/", plans.new_plan, name="new_plan"),
    path("plans/adopt/", plans.offered, name="offered"),
    path("plans/adopt/<uuid:source_plan_id>/", plans.adopt, name="adopt"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/promise/", plans.promise, name="promise"),
    path("plans/<uuid:plan_id>/retire/", plans.retire, name="retire"),
    path("prices/", prices.prices, name="prices"),
    path("prices/new/", prices.new_prices, name="new_prices"),
    path("plans/<uuid:plan_id>/price/", prices.price, name="price"),
    path("prices/discounts/", discounts.discounts, name="discounts"),
    path("prices/discounts/new/", discounts.new_discount, name="new_discount"),
    path("prices/discounts/<uuid:discount_id>/end/", discounts.end, name="end_discount"),
]
