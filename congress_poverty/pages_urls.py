"""Addresses of the ground floor: log-in, own settings, notices, imports, the audit."""

urlpatterns = []
