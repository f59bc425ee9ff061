{{ rows_in_force('teacher_development') }}
