{{ rows_in_force('plans') }}
