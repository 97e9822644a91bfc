from django.apps import AppConfig
from django.core import checks


class CongressPovertyConfig(AppConfig):
    name = "congress_poverty"
    verbose_name = "基础"

    def ready(self):
        from .packs import check_packs

        checks.register(check_packs)
