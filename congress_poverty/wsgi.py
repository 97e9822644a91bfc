"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congress_poverty.settings")

application = get_wsgi_application()


def warm() -> None:
    """Works out once what the first page would wait for: a worker in another's place answers at once."""
    from django.urls import reverse

    from congress_poverty.packs import pack

    reverse("login")
    pack("default")


warm()
