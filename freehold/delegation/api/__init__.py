"""The API of grants, of requests for them, and of emergencies."""
