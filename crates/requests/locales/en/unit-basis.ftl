## unit-basis
unit-basis-catalogue = dispatch catalogue { $id } { $basis }
unit-basis-duty = township duty list { $id } ({ $name })
unit-basis-street = kept { $n } of { $all } such cases in this street
unit-basis-city = kept { $n } of { $all } such cases in the city
unit-basis-raised = { $n ->
    [one] one ruling gave it to this unit
   *[other] { $n } rulings gave it to this unit
 }
unit-basis-lowered = { $n ->
    [one] one objection of this unit was upheld
   *[other] { $n } objections of this unit were upheld
 }
unit-basis-between = {"; "}
unit-basis-share = { $name } ({ $share })
unit-basis-others = Others that may be right
