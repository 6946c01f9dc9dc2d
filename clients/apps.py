from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """People: profile, household, consent, enrollment."""

    name = "clients"
