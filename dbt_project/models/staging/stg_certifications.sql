{{ rows_in_force('certifications') }}
