{{ rows_in_force('placements') }}
