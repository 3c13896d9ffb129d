"""The time zone of this workstation: the same for everybody on it, whatever their `TZ` says.

What counts must not depend on who looks: with a `TZ` fourteen hours ahead, a review of a former
supervisor's last day counted for its author and not for the supervisor. Standard library alone.
"""

from datetime import UTC, tzinfo
from pathlib import Path

ZONE_FILE = Path("/etc/localtime")


def machine_zone() -> tzinfo:
    """Return the zone; UTC where the workstation has none."""
    # Imported here: 6 ms that only a former supervisor's review needs.
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # see above

    try:
        with ZONE_FILE.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC
