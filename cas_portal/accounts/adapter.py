"""How allauth behaves here: nobody signs themselves up, and people land on Today."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self sign-up."""
        return False
