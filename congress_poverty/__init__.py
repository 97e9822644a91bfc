"""The ground floor: what every room stands on and no room owns.

Settings, reach, audit, notices, rule packs, the calendar, spreadsheets and the
page kit. It imports no app of ours; apps import it.
"""

from .celery import app as celery_app

__all__ = ["celery_app"]
