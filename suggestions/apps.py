from django.apps import AppConfig
from django.core import checks


class SuggestionsConfig(AppConfig):
    name = "suggestions"
    verbose_name = "代表建议"

    def ready(self):
        from .profiles import check_profiles

        checks.register(check_profiles)
