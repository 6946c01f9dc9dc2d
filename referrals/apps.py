from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Openings, offers and what became of them."""

    name = "referrals"
