"""Which versions of what made a result."""

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "pingouin",
    "formulaic",
    "matplotlib",
    "openpyxl",
    "pydantic",
    "pandera",
)


def package_versions() -> dict[str, str]:
    """Return the versions of the packages whose numbers or files stand in a report."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def describe_environment() -> dict[str, object]:
    """Return the versions of peereval, Python and the packages; nothing that names the machine."""
    return {"peereval": version("peereval"), "python": platform.python_version(), "packages": package_versions()}
