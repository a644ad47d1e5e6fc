"""Sign-in rules on top of allauth."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people are added to a team."""

    def is_open_for_signup(self, request) -> bool:
        return False
