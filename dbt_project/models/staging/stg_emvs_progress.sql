{{ rows_in_force('emvs_progress') }}
