"""Who may open an account: through Battle.net or Discord, or made by an operator; never by a bare form.

Whoever comes with Battle.net has the characters of that account proven, in the background.
"""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from kombu.exceptions import OperationalError

from characters.domain.errors import Refused
from characters.services.sealed_tokens import seal_token
from characters.tasks import verify_characters

logger = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):
    """Username and password accounts are made by operators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no public sign-up form."""
        return False

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Have the characters proven of whoever has just signed in with Battle.net."""
        answer: HttpResponse = super().post_login(request, user, **details)
        sociallogin = (details.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None:
            verify_later(user, sociallogin)
        return answer


class OpenSocialSignup(DefaultSocialAccountAdapter):
    """Anyone may come with a Battle.net or Discord account; what they see depends on their guilds."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return True for every verified login of a provider."""
        return True

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """Return the provider's settings.

        :raises Refused: when this site has none, so that nobody can sign in that way.
        """
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Refused("This site has no sign-in of that kind. Its sign-in page shows those that it has.") from None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Have the characters proven of whoever adds a Battle.net account to the one they are signed in with."""
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        is_free = not sociallogin.is_existing or sociallogin.user == request.user
        if is_connecting and is_free and isinstance(request.user, User):
            verify_later(request.user, sociallogin)


def verify_later(user: User, sociallogin: SocialLogin) -> None:
    """Ask the workers to prove the characters of a Battle.net login. Without a broker the next login does."""
    if sociallogin.account.provider != "battlenet" or sociallogin.token is None:
        return
    try:
        verify_characters.delay(user.pk, seal_token(sociallogin.token.token))
    except OperationalError:
        logger.warning("The characters of user %s are not verified: the broker cannot be reached", user.pk)
