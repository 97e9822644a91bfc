from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PairingConfig(AppConfig):
    name = "pairing"
    verbose_name = "结对帮扶"

    def ready(self):
        from . import vocabulary

        post_migrate.connect(vocabulary.install, sender=self, dispatch_uid="pairing vocabulary")
