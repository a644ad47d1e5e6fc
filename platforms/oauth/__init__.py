"""OAuth 2 as the platforms speak it."""
