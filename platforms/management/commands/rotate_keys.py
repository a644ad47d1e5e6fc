"""manage.py rotate_keys: seal all tokens with the first key of TOKEN_ENCRYPTION_KEYS."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from platforms.services.rotation import BROKEN, rotate_keys


class Command(BaseCommand):
    help = (
        "Put a new key first in TOKEN_ENCRYPTION_KEYS (the old ones behind it), restart, run this, "
        "then take the old keys away. It may be stopped and run again."
    )

    def handle(self, *args, **options) -> None:
        counts: Counter[str] = Counter()
        broken: list[str] = []
        for row, result in rotate_keys():
            counts[result] += 1
            if result == BROKEN:
                broken.append(f"{row._meta.label} {row.pk}")
        said = ", ".join(f"{counts[name]} {name}" for name in sorted(counts)) or "nothing to do"
        self.stdout.write(f"Rows: {said}.")
        if broken:
            raise CommandError(
                f"These do not open with any key; keep the old keys: {', '.join(broken)}"
            )
