"""How the admin frame looks: name, picture, colours, sidebar."""

from django.http import HttpRequest
from django.templatetags.static import static

ICON = "reelay/icon.svg"


def icon(request: HttpRequest) -> str:
    """The picture beside the name."""
    return static(ICON)


UNFOLD: dict = {
    "SITE_TITLE": "Reelay",
    "SITE_HEADER": "Reelay",
    "SITE_SUBHEADER": "From raw media to posted, measured, learned",
    "SITE_URL": "/",
    "SITE_SYMBOL": "movie",
    "SITE_ICON": icon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": icon}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .015 293)",
            "100": "oklch(94.5% .03 293)",
            "200": "oklch(89% .06 293)",
            "300": "oklch(81% .11 293)",
            "400": "oklch(70% .17 293)",
            "500": "oklch(58% .21 293)",
            "600": "oklch(51% .22 293)",
            "700": "oklch(45% .2 293)",
            "800": "oklch(39% .17 293)",
            "900": "oklch(33% .14 293)",
            "950": "oklch(25% .11 293)",
        }
    },
    "COMMAND": {"search_models": True},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": "config.sidebar.navigation",
    },
}
