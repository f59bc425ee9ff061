"""Building: dbt, from `raw` to the marts. The models themselves stand in `dbt_project/`."""
