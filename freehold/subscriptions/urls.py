"""Orders: what one sells, and what one has ordered."""

from django.urls import path

from freehold.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("subscriptions/", views.sold, name="sold"),
    path("subscriptions/bought/", views.bought, name="bought"),
    path("subscriptions/new/", views.choose_plan, name="new"),
    path("subscriptions/new/for/", views.choose_buyer, name="choose_buyer"),
    path("subscriptions/new/<uuid:plan_id>/", views.order, name="order"),
    path("subscriptions/<str:number>/", views.detail, name="detail"),
    path("subscriptions/<str:number>/observed/", views.observed, name="observed"),
    path("subscriptions/<str:number>/seats/", views.seats, name="seats"),
    path("subscriptions/<str:number>/suspend/", views.suspend, name="suspend"),
    path("subscriptions/<str:number>/resume/", views.resume, name="resume"),
    path("subscriptions/<str:number>/cancel/", views.cancel, name="cancel"),
    path("subscriptions/<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("subscriptions/<str:number>/convert/", views.convert, name="convert"),
]
