{{ rows_in_force('teachers') }}
