{{ rows_in_force('agreements') }}
