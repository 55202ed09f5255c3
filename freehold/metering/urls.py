"""Usage of orders: those that one sells, those that one has ordered, and one of them by month and day."""

from django.urls import path

from freehold.metering import views

app_name = "metering"
urlpatterns = [
    path("usage/", views.sold, name="sold"),
    path("usage/bought/", views.bought, name="bought"),
    path("subscriptions/<str:number>/usage/", views.order, name="order"),
]
