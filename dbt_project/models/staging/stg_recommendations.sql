{{ rows_in_force('recommendations') }}
