"""Faults seeded in the SQL on purpose: each must be caught by a data test of dbt or by the tables of the oracle."""
