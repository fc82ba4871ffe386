"""Dutch dates and times as people here write them: vrijdag 29 juni 2018, 9.15."""

DATE_FORMAT = "l j F Y"
SHORT_DATE_FORMAT = "j-n-Y"
TIME_FORMAT = "G.i"
DATETIME_FORMAT = "l j F Y, G.i"
MONTH_DAY_FORMAT = "j F"
SHORT_DATETIME_FORMAT = "j-n-Y, G.i"
