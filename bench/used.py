"""Run a command and print what it used: `python -m bench.used COMMAND…`.

A small process of its own, since the kernel counts the memory of the process that forks as the
first memory of its child.
"""

import json
import resource
import subprocess
import sys

if __name__ == "__main__":
    done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = {"cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}
    print(json.dumps(answer))
    sys.exit(done.returncode)
