{{ rows_in_force('plan_items') }}
