## state
state-received = Registered
state-need-info = Waiting for details
state-answered = Answered directly
state-not-accepted = Not accepted
state-transferred = Transferred
state-repeat-linked = Joined to another
state-to-dispatch = To dispatch
state-dispatched = Dispatched
state-objected = Objection under review
state-acknowledged = Signed for
state-in-progress = In progress
state-deferred = Deferred
state-replied = Reply under review
state-to-callback = To call back
state-called-back = Called back
state-closed = Closed
state-withdrawn = Withdrawn
state-archived = Archived

## queue
queue-intake = Intake
queue-dispatch = Dispatch
queue-unit = Handling
queue-review = Review
queue-callback = Callback
queue-done = Done

## type
type-consultation = Question
type-help = Help
type-complaint = Complaint
type-report = Report of wrongdoing
type-suggestion = Suggestion
type-praise = Praise
type-other = Other

## urgency
urgency-critical = Critical
urgency-urgent = Urgent
urgency-normal = Normal
urgency-complex = Complex

## solved
solved-resolved = Solved
solved-partly = Partly solved
solved-unresolved = Not solved

## satisfied
satisfied-satisfied = Satisfied
satisfied-mostly = Mostly satisfied
satisfied-unsatisfied = Not satisfied
satisfied-not-rated = Not rated

## not-accepted
not-accepted-emergency = Belongs to 110, 119, 120 or 122
not-accepted-statutory-route = Has a statutory route (court, arbitration, reconsideration)
not-accepted-same-matter = Same matter in hand or done, nothing new
not-accepted-secret-or-privacy = State or business secret, or privacy
not-accepted-beyond-duty = Outside the duties of every unit
not-accepted-unlawful = Against the law or public order

## ground
ground-wrong-territory = Wrong territory
ground-wrong-function = Wrong or overlapping function
ground-unclear-ownership = Unclear ownership
ground-beyond-administration = Beyond administration

## line
line-110 = Police 110
line-119 = Fire 119
line-120 = Ambulance 120
line-122 = Traffic police 122
line-petition = Petition office

## clock
clock-intake = Intake limit
clock-sign-in = Sign-in limit
clock-first-contact = First-contact limit
clock-handle = Handling limit
clock-rework = Rework limit
clock-callback = Callback limit
clock-objection-ruling = Ruling limit
clock-other = Other limit
