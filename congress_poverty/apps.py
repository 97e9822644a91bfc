from django.apps import AppConfig


class CongressPovertyConfig(AppConfig):
    name = "congress_poverty"
    verbose_name = "基础"
