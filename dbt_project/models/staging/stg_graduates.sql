{{ graduates_in_force() }}
