"""Vendors: what is to be done with them, what they hold, what they charge."""

from django.urls import path

from freehold.services.resold.views import supplies, tasks

app_name = "resold"
urlpatterns = [
    path("vendors/", tasks.tasks, name="tasks"),
    path("vendors/tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("vendors/tasks/<uuid:task_id>/assignee/", tasks.assign, name="assign"),
    path("vendors/held/", supplies.supplies, name="supplies"),
    path("vendors/held/<uuid:supply_id>/", supplies.supply, name="supply"),
]
