"""Field rules that the programme's tables share."""

from django.core.validators import MaxValueValidator

from core.text import no_control_characters

DAY_MIN = 24 * 60
ONE_LINE = [no_control_characters]
MINUTE = [MaxValueValidator(DAY_MIN)]
