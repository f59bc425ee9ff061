{{ rows_in_force('workplace_experts') }}
