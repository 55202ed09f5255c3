"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from freehold.host.serve import refuse_a_role_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")
application = get_wsgi_application()
refuse_a_role_without_walls()
