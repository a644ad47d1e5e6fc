"""The admin of what spans the floors: assets and posts with everything that hangs on them.

An app's own `admin.py` shows its own tables. These two pages show rows of higher floors below
them, so they live at the top. Other people's models are in `third_party`.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from config.admin import assets, posts, third_party

__all__ = ["assets", "posts", "third_party"]

# one sign-in for everything: with second factor, lock-out and session list
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
