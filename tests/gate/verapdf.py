"""veraPDF, in one process for many files.

In:  paths and flavours (`ua1`, `2a`).
Out: for each of them what veraPDF complains of; empty when it conforms.
"""

import os
import subprocess
from pathlib import Path

CACHE = Path(os.environ.get("DIPTYCH_GATE_CACHE")
             or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "diptych" / "gate")
JAXB = ["jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "txw2", "javax.activation"]


class Validation:
    """A run of veraPDF, which begins at once and is asked later."""

    def __init__(self, paths, flavours=("ua1", "2a")):
        self.paths, self.flavours = [str(p) for p in paths], flavours
        jars = [CACHE, CACHE / "verapdf.jar", *(f"/usr/share/java/{name}.jar" for name in JAXB)]
        command = ["java", "-Xmx2g", "-XX:+UseSerialGC", "-cp", ":".join(map(str, jars)), "Validate", *flavours]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self.process.stdin.write("".join(f"{path}\n" for path in self.paths))
        self.process.stdin.close()

    def verdicts(self):
        """(path, flavour) -> complaint."""
        out = self.process.stdout.read()
        err = self.process.stderr.read()
        self.process.wait()
        found = {}
        for line in out.splitlines():
            flavour, verdict, path, rules = (line.split("\t") + [""])[:4]
            found[path, flavour] = "" if verdict == "pass" else f"{verdict}: {rules[:400]}"
        lost = f"no verdict: {err.strip()[:300]}"
        return {(p, f): found.get((p, f), lost) for p in self.paths for f in self.flavours}
