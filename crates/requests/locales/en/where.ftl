where-title = The words may mean (P takes the first, arrow keys walk)
where-chosen = Place taken (press again to let go)
where-take = Take the place that was heard
where-outside = The words tell of { $name }, which is not in this city
where-crossing = { $a } and { $b }
where-kind-district = District
where-kind-street = Street or town
where-kind-community = Community or village
where-kind-grid = Grid
where-kind-compound = Compound
where-kind-road = Road
where-kind-landmark = Landmark
where-kind-crossing = Crossing
where-named = Named “{ $name }”
where-short = “{ $name }” is short or spoken
where-typo = “{ $name }” is one letter off
where-sound = “{ $name }” sounds alike
where-address = Number “{ $name }” is registered here
where-nearest = Nearest { $name }
where-meets = { $a } and { $b } meet here
where-within = Inside { $name }, which is named
where-beside = About { $n } m from { $name }
where-metres = { $n } m from the point that was set
where-shares = { $n ->
    [one] one place has this name
   *[other] { $n } places have this name
}
where-contradicts = Outside { $name }, which is named
where-said = Where the words say it is
where-differs = Registered in { $name }, which is not what the words say
where-orders-there = Orders there
