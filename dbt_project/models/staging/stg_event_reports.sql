{{ rows_in_force('event_reports') }}
