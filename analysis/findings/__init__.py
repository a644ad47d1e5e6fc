"""What a clip's measurements mean: findings in words, each with its place in the clip.

Pure functions over `virality_features` and the transcript; nothing here opens a file.
"""

from analysis.findings.finding import Finding
from analysis.findings.read import VERSION, read_findings

__all__ = ["VERSION", "Finding", "read_findings"]
