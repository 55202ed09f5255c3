"""Vendors: what is to be done with them, what they hold, what they charge."""

from django.urls import path

from freehold.services.resold.views import bills, matching, supplies, tasks

app_name = "resold"
urlpatterns = [
    path("vendors/", tasks.tasks, name="tasks"),
    path("vendors/tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("vendors/tasks/<uuid:task_id>/assignee/", tasks.assign, name="assign"),
    path("vendors/bills/", bills.bills, name="bills"),
    path("vendors/bills/new/", bills.new, name="new_bill"),
    path("vendors/bills/<uuid:bill_id>/", bills.bill, name="bill"),
    path("vendors/bills/<uuid:bill_id>/columns/", bills.columns, name="columns"),
    path("vendors/bills/<uuid:bill_id>/discard/", bills.discard, name="discard"),
    path("vendors/matching/", matching.matching, name="matching"),
    path("vendors/matching/csv/", matching.matching_csv, name="matching_csv"),
    path("vendors/held/", supplies.supplies, name="supplies"),
    path("vendors/held/<uuid:supply_id>/", supplies.supply, name="supply"),
]
