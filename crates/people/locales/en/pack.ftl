# Checking a city pack: units and staff
people-fault-unreadable = the file cannot be opened: { $value }
people-fault-bad-row = this row does not fit the header: { $value }
people-fault-empty = "{ $value }" lacks an id or a name
people-fault-duplicate = "{ $value }" stands here twice
people-fault-unknown-unit = unit "{ $value }" is not in units.csv
people-fault-unknown-region = region "{ $value }" is not in regions.csv
people-fault-uscc = "{ $value }" is not a valid unified social credit code
people-fault-unit-kind = "{ $value }" is not a kind of unit
people-fault-username = "{ $value }" cannot be a sign-in name
people-fault-role = "{ $value }" holds a role that is not known
people-fault-role-conflict = the roles "{ $value }" may not meet in one account
