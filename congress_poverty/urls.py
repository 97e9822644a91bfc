"""Every address. Rooms are named by string, so the ground floor imports none of them."""

from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Addresses are tried from above, so the rooms that are opened most come first.
    path("", include("visits.urls")),
    path("", include("suggestions.urls")),
    path("", include("assessment.urls")),
    path("", include("pairing.urls")),
    path("", include("deputies.urls")),
    path("", include("congress_poverty.pages_urls")),
    path("", include("congress_poverty.imports.urls")),
]
handler500 = "congress_poverty.outage.server_error"
