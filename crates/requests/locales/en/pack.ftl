pack-fault-category-code = the category code "{ $value }" must be 2, 4 or 6 digits
pack-fault-category-parent = the parent of category "{ $value }" must be its code without the last two digits, and be in the file
pack-fault-unknown-category = category "{ $value }" is not in categories.csv
pack-fault-unknown-unit = unit "{ $value }" is not in units.csv; @street, @district and @community may be used too
pack-fault-duty-list = "{ $value }" is not a list: use basic, cooperate or taken_back
pack-fault-duplicate = "{ $value }" stands in line { $line } already
pack-fault-toml = the file is not well written: { $reason }
pack-fault-policy = fault in a limit rule: { $reason }
