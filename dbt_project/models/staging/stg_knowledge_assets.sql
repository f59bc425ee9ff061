{{ rows_in_force('knowledge_assets') }}
