"""How moments and durations are said back, so that a slip shows at once."""

from datetime import date

from fibrolog.domain.entries import Moment

# English, whatever the locale: strftime would mix the system's language into our sentences.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def spoken_day(day: date) -> str:
    """Return a day as `Sunday 22 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken(moment: Moment) -> str:
    """Return a moment as `Sunday 22 November 2026, 03:12`, without a time it does not have."""
    if moment.precision == "day":
        return spoken_day(moment.day)
    return f"{spoken_day(moment.day)}, {moment.at:%H:%M}"
