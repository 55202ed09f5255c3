"""The addresses of the inbox."""

from django.urls import path

from freehold.services.mail.inbox.views import answering, filing, listing, parts, reading, settings, writing

app_name = "inbox"
urlpatterns = [
    path("", listing.show_folder, name="inbox"),
    path("write/", writing.write, name="write"),
    path("undo/", filing.undo_move, name="undo"),
    path("folders/new/", filing.new_folder, name="new_folder"),
    path("settings/", settings.show_settings, name="settings"),
    path("settings/answer/", settings.set_answer, name="set_answer"),
    path("settings/forward/", settings.set_forward, name="set_forward"),
    path("settings/rules/", settings.change_rules, name="change_rules"),
    path("settings/senders/", settings.change_senders, name="change_senders"),
    path("judge/", settings.judge, name="judge"),
    path("in/<folder:folder>/", listing.show_folder, name="folder"),
    path("in/<folder:folder>/change/", filing.change_messages, name="change"),
    path("in/<folder:folder>/empty/", filing.empty_folder, name="empty"),
    path("in/<folder:folder>/<message:key>/", reading.show_message, name="message"),
    path("in/<folder:folder>/<message:key>/html/", parts.show_html, name="html"),
    path("in/<folder:folder>/<message:key>/source/", parts.download_source, name="source"),
    path("in/<folder:folder>/<message:key>/part/<str:section>/<str:name>", parts.download_part, name="part"),
    path("in/<folder:folder>/<message:key>/<str:kind>/", answering.answer, name="answer"),
]
