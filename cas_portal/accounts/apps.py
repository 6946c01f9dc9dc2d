from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Continuums, agencies, people who sign in and their memberships."""

    name = "cas_portal.accounts"
