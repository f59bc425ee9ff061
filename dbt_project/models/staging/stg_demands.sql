{{ rows_in_force('demands') }}
