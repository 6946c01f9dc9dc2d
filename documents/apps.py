from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers and readiness tiers."""

    name = "documents"
