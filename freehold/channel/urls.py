"""Changing the provider, and inviting those who do."""

from django.urls import path

from freehold.channel.views import handovers, moves, provider

app_name = "channel"
urlpatterns = [
    path("provider/", provider.provider, name="provider"),
    path("provider/change/", provider.enter_code, name="enter_code"),
    path("provider/change/plans/", provider.choose, name="choose"),
    path("provider/<uuid:transfer_id>/withdraw/", provider.withdraw, name="withdraw"),
    path("provider/<uuid:transfer_id>/undo/", provider.agree, name="agree"),
    path("moves/<uuid:transfer_id>/undo/", moves.agree, name="agree_as_seller"),
    path("moves/", moves.moves, name="moves"),
    path("moves/handovers/new/", handovers.new, name="new_handover"),
    path("moves/handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("moves/handovers/<uuid:handover_id>/progress/", handovers.progress, name="handover_progress"),
    path("moves/handovers/<uuid:handover_id>/agree/", handovers.agree, name="agree_to_handover"),
    path("moves/handovers/<uuid:handover_id>/decline/", handovers.decline, name="decline_handover"),
    path("moves/handovers/<uuid:handover_id>/withdraw/", handovers.withdraw, name="withdraw_handover"),
    path("moves/codes/new/", moves.new_code, name="new_code"),
    path("moves/codes/<uuid:code_id>/end/", moves.end_code, name="end_code"),
]
