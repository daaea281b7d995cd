"""Records to one linked, ordered, graded chronicle. Pure: no disk, no clock, no language."""
