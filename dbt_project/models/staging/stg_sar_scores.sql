{{ rows_in_force('sar_scores') }}
