"""Pure Python: values in, values out. No Flask, no SQLAlchemy, no clock, no global random."""
