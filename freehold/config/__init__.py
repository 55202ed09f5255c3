"""Settings, addresses, API, timetable of the worker and the list of services: the only place that knows all."""
