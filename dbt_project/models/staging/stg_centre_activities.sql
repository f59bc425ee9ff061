{{ rows_in_force('centre_activities') }}
