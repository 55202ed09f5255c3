"""Mail, as a customer's administrator looks after it."""

from django.urls import path

from freehold.services.mail.administration import views

app_name = "mail"
urlpatterns = [
    path("mail/", views.mailbox_list, name="mailboxes"),
    path("mail/new/", views.new_mailbox, name="new_mailbox"),
    path("mail/shared/new/", views.new_shared, name="new_shared"),
    path("mail/boxes/<uuid:mailbox_id>/", views.mailbox, name="mailbox"),
    path("mail/boxes/<uuid:mailbox_id>/quota/", views.quota, name="quota"),
    path("mail/boxes/<uuid:mailbox_id>/address/", views.rename, name="rename"),
    path("mail/boxes/<uuid:mailbox_id>/aliases/", views.new_alias, name="new_alias"),
    path("mail/boxes/<uuid:mailbox_id>/aliases/remove/", views.drop_alias, name="drop_alias"),
    path("mail/boxes/<uuid:mailbox_id>/access/", views.share, name="share"),
    path("mail/boxes/<uuid:mailbox_id>/access/take/", views.unshare, name="unshare"),
    path("mail/boxes/<uuid:mailbox_id>/unfreeze/", views.unfreeze, name="unfreeze"),
    path("mail/boxes/<uuid:mailbox_id>/close/", views.close, name="close"),
    path("mail/groups/", views.group_list, name="groups"),
    path("mail/groups/new/", views.new_group, name="new_group"),
    path("mail/groups/<uuid:group_id>/", views.group, name="group"),
    path("mail/groups/<uuid:group_id>/remove/", views.drop_group, name="drop_group"),
    path("mail/catch-all/", views.catch_all, name="catch_all"),
    path("mail/catch-all/clear/", views.drop_catch_all, name="drop_catch_all"),
    path("mail/senders/", views.senders, name="senders"),
    path("mail/senders/forget/", views.forget, name="forget"),
    path("mail/limits/", views.sending_limits, name="limits"),
    path("mail/trace/", views.message_trace, name="trace"),
    path("mail/queue/", views.waiting, name="queue"),
    path("mail/queue/<str:queue_id>/retry/", views.retry, name="retry"),
    path("mail/queue/<str:queue_id>/delete/", views.delete, name="delete"),
]
