"""Usage of orders: those that one sells, those that one has ordered, and one of them by month and day."""

from django.urls import path

from freehold.metering import views

app_name = "metering"
urlpatterns = [
    path("usage/", views.orders, name="orders"),
    path("usage/bought/", views.bought, name="bought"),
    path("usage/<str:number>/", views.order, name="order"),
]
