"""How the admin frame looks: name, colours, sidebar."""

UNFOLD: dict = {"SITE_TITLE": "Reelay", "SITE_HEADER": "Reelay", "SITE_SYMBOL": "movie"}
