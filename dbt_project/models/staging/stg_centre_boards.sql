{{ rows_in_force('centre_boards') }}
