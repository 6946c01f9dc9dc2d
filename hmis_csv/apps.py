from django.apps import AppConfig


class HmisCsvConfig(AppConfig):
    """HUD HMIS CSV in and out."""

    name = "hmis_csv"
