from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Instruments, answers, scores, living situations and CE events."""

    name = "assessments"
