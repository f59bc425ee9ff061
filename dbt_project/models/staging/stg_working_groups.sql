{{ rows_in_force('working_groups') }}
