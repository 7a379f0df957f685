match-kind-same-matter = probably the same matter
match-kind-follow-up = probably a follow-up
match-kind-recurrent = probably the same trouble again
match-kind-place-differs = another place
match-shared = Both mention: { $name }
match-same-place = Same { $place }: { $name }
match-other-place = Another { $place }: here { $mine }, there { $theirs }
match-metres = { $n ->
    [one] one metre apart
   *[other] { $n } metres apart
}
match-days = { $n ->
    [one] one day apart
   *[other] { $n } days apart
}
match-follow-up = This one says: { $name }
match-place-road = road
match-place-line = line
match-place-building = building
match-place-compound = compound
match-place-school = school
match-place-village = village
match-place-company = firm
match-place-site = site
