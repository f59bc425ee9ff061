{{ rows_in_force('curriculum_units') }}
