"""How partners come in, what protects them, and changing the provider."""

from django.urls import path

from freehold.channel.views import (
    applying,
    beginning,
    gone,
    handovers,
    incidents,
    joining,
    moves,
    numbers,
    overview,
    partners,
    provider,
    registrations,
)

app_name = "channel"
urlpatterns = [
    path("provider/", provider.provider, name="provider"),
    path("provider/change/", provider.enter_code, name="enter_code"),
    path("provider/change/plans/", provider.choose, name="choose"),
    path("provider/<uuid:transfer_id>/withdraw/", provider.withdraw, name="withdraw"),
    path("provider/<uuid:transfer_id>/undo/", provider.agree, name="agree"),
    path("moves/<uuid:transfer_id>/undo/", moves.agree, name="agree_as_seller"),
    path("moves/", moves.moves, name="moves"),
    path("moves/partners/<uuid:tenant_id>/gone/", gone.gone, name="gone"),
    path("moves/partners/<uuid:tenant_id>/back/", gone.back, name="back"),
    path("moves/handovers/new/", handovers.new, name="new_handover"),
    path("moves/handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("moves/handovers/<uuid:handover_id>/progress/", handovers.progress, name="handover_progress"),
    path("moves/handovers/<uuid:handover_id>/agree/", handovers.agree, name="agree_to_handover"),
    path("moves/handovers/<uuid:handover_id>/decline/", handovers.decline, name="decline_handover"),
    path("moves/handovers/<uuid:handover_id>/withdraw/", handovers.withdraw, name="withdraw_handover"),
    path("moves/codes/new/", moves.new_code, name="new_code"),
    path("moves/codes/<uuid:code_id>/end/", moves.end_code, name="end_code"),
    # For anybody
    path("partners/apply/", applying.apply, name="apply"),
    path("partners/apply/sent/", applying.applied, name="applied"),
    path("partners/apply/confirm/", applying.prove, name="prove_application"),
    path("partners/apply/<str:secret>/", applying.follow_proof, name="follow_proof"),
    path("partners/join/", joining.join, name="join"),
    path("partners/join/<str:secret>/", joining.follow_invitation, name="follow_invitation"),
    # For a seller
    path("partners/invitations/", partners.joining, name="joining"),
    path("partners/invitations/new/", partners.invite, name="invite"),
    path(
        "partners/invitations/<uuid:invitation_id>/withdraw/", partners.withdraw, name="withdraw_invitation"
    ),
    path("partners/applications/<uuid:application_id>/", partners.application, name="application"),
    path("partners/applications/<uuid:application_id>/approve/", partners.approve, name="approve"),
    path("partners/terms/", partners.terms, name="terms"),
    path("prospects/", registrations.registrations, name="registrations"),
    path("prospects/new/", registrations.register, name="register"),
    path("prospects/<uuid:registration_id>/extend/", registrations.extend, name="extend"),
    path("prospects/<uuid:registration_id>/withdraw/", registrations.withdraw, name="withdraw_registration"),
    path("channel/", numbers.page, name="numbers"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<uuid:notice_id>/", incidents.incident, name="incident"),
    path("incidents/<uuid:notice_id>/stop/", incidents.stop, name="stop_incident"),
    path("incidents/new/<str:template>/", incidents.new, name="new_incident"),
    # For a partner that begins
    path("start/small/", overview.small, name="small"),
    path("start/", beginning.start, name="start"),
    path("start/terms/", beginning.agree, name="agree_terms"),
]
