-- Every record that has a graduate, whether it counts, in the order of their age.
{{ records_in_window(ref('int_followups__with_graduate'), ref('int_graduates__one_roster')) }}
