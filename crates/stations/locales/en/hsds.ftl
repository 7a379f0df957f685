## The interface for other programs
hsds-about = Directory of stations, services and who gives them, as HSDS 3
hsds-ours = A classification of our own
hsds-groups = Groups of services (nine)
hsds-audiences = Audiences
hsds-facilities = Facilities of stations
hsds-types = Types of stations
hsds-capacity = Sum of what stations reported; what is too old is left out
hsds-bad-value = This parameter is not understood
