"""Every address. Rooms are named by string, so the ground floor imports none of them."""

from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("congress_poverty.pages_urls")),
    path("", include("congress_poverty.imports.urls")),
    path("", include("deputies.urls")),
    path("", include("pairing.urls")),
    path("", include("visits.urls")),
    path("", include("suggestions.urls")),
    path("", include("assessment.urls")),
]
handler500 = "congress_poverty.outage.server_error"
