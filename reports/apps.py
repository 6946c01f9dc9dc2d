from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Caseloads and files that leave the house."""

    name = "reports"
