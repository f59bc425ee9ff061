{{ rows_in_force('establishments') }}
