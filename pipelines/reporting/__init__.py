"""What is looked at and printed from a publication: pages and reports. No Dagster, no typer, no home of its own."""
