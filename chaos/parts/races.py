"""Eight renewers of one token make one call; readings under kills are taken once each."""

import random
import time
from datetime import UTC, datetime, timedelta

from chaos.fire import Fire
from chaos.lab import Lab, open_lab
from chaos.plan import Run
from chaos.result import Row
from metrics.cadence import CADENCE
from tests.platforms.doubles.oauth import CLIENT_ID, CLIENT_SECRET, OAuthDouble

RENEWERS = 8
KILLS_AN_AGE = 7
AFTER_A_KILL = timedelta(seconds=121)  # the lease of a reading
KEY = "CAST(schedule_id AS TEXT) || checkpoint"
READINGS = f"SELECT count(*), count(DISTINCT {KEY}) FROM posting_metrics"
TAKEN = "SELECT count(*) FROM metrics_checkpoints WHERE status = 'taken'"


class SlowSignIn(OAuthDouble):
    """Takes so long that all the others come while it works."""

    def token(self, call):
        time.sleep(0.5)
        return super().token(call)


def race(lab: Lab) -> int:
    """How many calls eight renewers made for one due token."""
    network = SlowSignIn()
    network.speak_as("x")
    network.live |= {"access-0", "refresh-0"}
    lab.settings |= {
        "PLATFORM_BASE_URLS": {"x_oauth": network.base_url},
        "PLATFORM_ALLOW_PRIVATE_ADDRESSES": True,
        "OAUTH_CLIENTS": {"x": (CLIENT_ID, CLIENT_SECRET)},
    }
    try:
        template = lab.template("sign-in", build="build_sign_in", key="x")
        database = lab.copy(template, "race")
        at = time.time() + 1.5
        pids = [lab.start("renew", database, at=at) for _ in range(RENEWERS)]
        codes = [lab.wait(pid) for pid in pids]
        assert codes == [0] * RENEWERS, lab.log()
        return network.token_calls
    finally:
        network.stop()


def take_readings(lab: Lab, posts: int, seed: int) -> tuple[int, int, int, int]:
    """Readings, different ones, rows taken, kills; three pollers, killed at every age."""
    lab.control.clear()
    now = datetime.now(UTC)
    rows = {"posts": posts, "accounts": posts, "at": now.isoformat()}
    database = lab.copy(lab.template("measured", **rows), "measuring")
    lab.settings["PUBLISH_LEASE_SECONDS"] = 20.0
    lab.run("tick", database, now=(now + timedelta(seconds=1)).isoformat(), limit=posts)
    fire = Fire(lab, database, seed)
    chance = random.Random(seed)
    for age in CADENCE.values():
        moment = now + age + timedelta(minutes=5)
        for _ in range(KILLS_AN_AGE):
            lab.control.set_clock(moment)
            for _ in range(3):
                fire.start_sender("collect", now=moment.isoformat())
            time.sleep(chance.uniform(0.1, 0.6))
            fire.kill()
            for pid in list(fire.senders):
                lab.wait(pid)
                fire.senders.remove(pid)
            moment += AFTER_A_KILL
        lab.control.set_clock(moment)
        lab.run("collect", database, now=moment.isoformat(), owner="last")
    readings, different = lab.store.read(database, READINGS)[0]
    return readings, different, lab.store.read(database, TAKEN)[0][0], fire.kills


def measure(run: Run) -> list[Row]:
    """The two races on one database."""
    with open_lab(run.folder, run.store) as lab:
        calls = race(lab)
        posts = run.size.measured_posts
        readings, different, taken, kills = take_readings(lab, posts, run.seed)
    token = Row("token race", run.store.vendor, f"{RENEWERS} renewers, {calls} call")
    token.require(calls == 1, f"{calls} calls for one token")
    wanted = posts * len(CADENCE)
    did = f"{taken} of {wanted} readings taken, {readings} stored"
    checkpoints = Row("readings under kills", run.store.vendor, did, kills=kills)
    checkpoints.require(readings == different == taken == wanted, did)
    return [token, checkpoints]
