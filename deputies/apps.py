from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "deputies"
    verbose_name = "代表与区划"

    def ready(self):
        from . import logins  # noqa: F401 - connects the log-in's signals
