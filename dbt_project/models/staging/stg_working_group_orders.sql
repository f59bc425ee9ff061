{{ rows_in_force('working_group_orders') }}
