"""Who may open an account: through Battle.net or Discord, or made by an operator; never by a bare form."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Username and password accounts are made by operators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no public sign-up form."""
        return False


class OpenSocialSignup(DefaultSocialAccountAdapter):
    """Anyone may come with a Battle.net or Discord account; what they see depends on their guilds."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return True for every verified login of a provider."""
        return True
