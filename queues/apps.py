from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """Who is next: standing, lists and matching."""

    name = "queues"
