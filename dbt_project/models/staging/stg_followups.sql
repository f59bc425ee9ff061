{{ followups_in_force() }}
