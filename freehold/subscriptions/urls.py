"""Orders: what one sells, and what one has ordered."""

from django.urls import path

from freehold.subscriptions.views import acts, detail, lists, ordering

app_name = "subscriptions"
urlpatterns = [
    path("subscriptions/", lists.sold, name="sold"),
    path("subscriptions/bought/", lists.bought, name="bought"),
    path("subscriptions/new/", ordering.choose_plan, name="new"),
    path("subscriptions/new/for/", ordering.choose_buyer, name="choose_buyer"),
    path("subscriptions/new/<uuid:plan_id>/", ordering.order, name="order"),
    path("subscriptions/<str:number>/", detail.detail, name="detail"),
    path("subscriptions/<str:number>/observed/", detail.observed, name="observed"),
    path("subscriptions/<str:number>/seats/", acts.seats, name="seats"),
    path("subscriptions/<str:number>/plan/", acts.plan, name="plan"),
    path("subscriptions/<str:number>/suspend/", acts.suspend, name="suspend"),
    path("subscriptions/<str:number>/resume/", acts.resume, name="resume"),
    path("subscriptions/<str:number>/cancel/", acts.cancel, name="cancel"),
    path("subscriptions/<str:number>/withdraw/", acts.withdraw, name="withdraw"),
    path("subscriptions/<str:number>/convert/", acts.convert, name="convert"),
]
