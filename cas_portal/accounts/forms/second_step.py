"""The code of the second step."""

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from cas_portal.audit import record


class CodeForm(AuthenticateForm):
    """The library's form; a wrong code is written down, for whose account, never what was typed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        record.log_act("second_step_failed", account=self.user.pk)
