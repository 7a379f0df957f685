# Checking a city pack: stations
station-fault-unknown = The pack has no “{ $value }”
station-fault-bad-hours = The opening hours “{ $value }” are not understood: { $reason }
station-fault-other-type = “{ $value }” belongs to the checklist of another type
station-fault-order = The last day comes before the first: { $value }
station-fault-bad-rules = The rules of keeping stations are not understood: { $reason }
