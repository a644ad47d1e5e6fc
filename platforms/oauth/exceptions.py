"""What can go wrong when an account signs in, in our words. No tokens in any of them."""

from platforms.exceptions import PlatformError


class SignInProblem(Exception):
    """The sign-in cannot begin or go on; the message is for people."""


class GrantRefused(PlatformError):
    """The code or the refresh token is no longer good: a person must sign in again."""


class AppRefused(PlatformError):
    """The platform refuses our app or our request: the operator must look at its settings."""
