from django.apps import AppConfig
from django.core import checks


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "考核与总览"

    def ready(self):
        from .duties.measures import check_duties

        checks.register(check_duties)
