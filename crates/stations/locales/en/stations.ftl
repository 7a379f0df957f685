# Checking a city pack: stations
station-fault-unknown = The pack has no “{ $value }”
station-fault-bad-hours = The opening hours “{ $value }” are not understood: { $reason }
