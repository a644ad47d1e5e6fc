"""A program may name a file of the outbox: its own team's, and no other way in."""

import shutil
from pathlib import Path

import pytest

from media_assets.exceptions import MediaRejected
from media_assets.services.uploads import ingest_from_outbox
from tests.factories import make_team
from tests.media_samples import samples  # noqa: F401


@pytest.fixture
def box(samples, settings) -> Path:  # noqa: F811
    root = Path(settings.MEDIA_OUTBOX)
    for folder in ("sub", "bike-shop", "ingested", "rejected", ".taking"):
        (root / folder).mkdir(parents=True)
        shutil.copy(samples["coffee_first"].path, root / folder / "a.jpg")
    shutil.copy(samples["coffee_first"].path, root / "a.jpg")
    return root


def test_a_file_of_ones_own_is_taken_and_stays(team, box, now):
    result = ingest_from_outbox(team, "a.jpg", by=None, now=now)
    assert result.asset.filename == "a.jpg"
    assert (box / "a.jpg").exists()


def test_each_team_reaches_only_its_own_folder(team, box, now):
    other = make_team(name="Bike Shop")
    assert ingest_from_outbox(other, "bike-shop/a.jpg", by=None, now=now).created
    for refused, name in ((team, "bike-shop/a.jpg"), (other, "a.jpg"), (other, "sub/a.jpg")):
        with pytest.raises(MediaRejected, match="no such file"):
            ingest_from_outbox(refused, name, by=None, now=now)


@pytest.mark.parametrize(
    "name",
    [
        *("ingested/a.jpg", "rejected/a.jpg", ".taking/a.jpg", "", ".", "sub", "gone.jpg"),
        *("../a.jpg", "sub/../a.jpg", "/etc/hostname", "\0", "x" * 5000, "link.jpg"),
    ],
)
def test_no_other_way_in(team, box, now, name, tmp_path):
    (tmp_path / "a.jpg").write_text("secret")
    (box / "link.jpg").symlink_to(tmp_path / "a.jpg")
    with pytest.raises(MediaRejected, match="no such file"):
        ingest_from_outbox(team, name, by=None, now=now)
