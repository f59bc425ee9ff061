{{ rows_in_force('assessment_centres') }}
