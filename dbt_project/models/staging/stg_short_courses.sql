{{ rows_in_force('short_courses') }}
