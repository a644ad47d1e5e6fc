"""`python -m platforms.sandbox`: the network without the rest of the house."""

import argparse
from pathlib import Path

from platforms.sandbox.server import DEFAULT_PORT, start

parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
parser.add_argument("--ledger", type=Path, required=True, help="file, kept across restarts")
options = parser.parse_args()
start(host=options.host, port=options.port, ledger=options.ledger)
