"""Mail, as a customer's administrator looks after it."""

from django.urls import path

from freehold.services.mail.administration.views import addresses, mailboxes, sending, trace

app_name = "mail"
urlpatterns = [
    path("mail/", mailboxes.mailbox_list, name="mailboxes"),
    path("mail/new/", mailboxes.new_mailbox, name="new_mailbox"),
    path("mail/shared/new/", mailboxes.new_shared, name="new_shared"),
    path("mail/boxes/<uuid:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path("mail/boxes/<uuid:mailbox_id>/quota/", mailboxes.quota, name="quota"),
    path("mail/boxes/<uuid:mailbox_id>/address/", mailboxes.rename, name="rename"),
    path("mail/boxes/<uuid:mailbox_id>/aliases/", mailboxes.new_alias, name="new_alias"),
    path("mail/boxes/<uuid:mailbox_id>/aliases/remove/", mailboxes.drop_alias, name="drop_alias"),
    path("mail/boxes/<uuid:mailbox_id>/access/", mailboxes.share, name="share"),
    path("mail/boxes/<uuid:mailbox_id>/access/take/", mailboxes.unshare, name="unshare"),
    path("mail/boxes/<uuid:mailbox_id>/unfreeze/", mailboxes.unfreeze, name="unfreeze"),
    path("mail/boxes/<uuid:mailbox_id>/close/", mailboxes.close, name="close"),
    path("mail/groups/", addresses.group_list, name="groups"),
    path("mail/groups/new/", addresses.new_group, name="new_group"),
    path("mail/groups/<uuid:group_id>/", addresses.group, name="group"),
    path("mail/groups/<uuid:group_id>/remove/", addresses.drop_group, name="drop_group"),
    path("mail/catch-all/", addresses.catch_all, name="catch_all"),
    path("mail/catch-all/clear/", addresses.drop_catch_all, name="drop_catch_all"),
    path("mail/senders/", sending.senders, name="senders"),
    path("mail/senders/forget/", sending.forget, name="forget"),
    path("mail/limits/", sending.sending_limits, name="limits"),
    path("mail/trace/", trace.message_trace, name="trace"),
    path("mail/queue/", trace.waiting, name="queue"),
    path("mail/queue/<str:queue_id>/retry/", trace.retry, name="retry"),
    path("mail/queue/<str:queue_id>/delete/", trace.delete, name="delete"),
]
