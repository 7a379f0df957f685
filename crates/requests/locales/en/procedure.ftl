# Applications: extension, deferral, exclusion, escalation
procedure-extension = Extension
procedure-deferral = Deferral
procedure-exclusion = Exclusion
procedure-escalation = Coordination
procedure-state-open = Waits for a decision
procedure-state-listed = Listed
procedure-state-approved = Granted
procedure-state-refused = Refused
procedure-state-lapsed = Overtaken
procedure-state-ended = Taken off the list
procedure-rung-hotline = Hotline body
procedure-rung-office = Government office
procedure-rung-meeting = Executive meeting
procedure-act-extension = Ask for more time
procedure-act-extension-decision = Decide on more time
procedure-act-deferral = Ask to put off
procedure-act-deferral-decision = Decide on putting off
procedure-act-exclusion = Ask to leave out
procedure-act-exclusion-decision = Decide on leaving out
procedure-act-escalation = Ask for coordination
procedure-act-escalation-decision = Decide on coordination
procedure-act-progress = Report progress
procedure-act-urge = Urge
procedure-act-supervision = Supervise
procedure-act-supervision-answer = Answer the supervision
procedure-act-supervision-closing = Close the supervision
procedure-decision-text = The decision in words (told to the requester)
procedure-decision-hint = Owed when you refuse and for coordination; a refused exclusion is told to the unit only.
procedure-approve = Grant
procedure-decline = Refuse
procedure-decide = Decide
procedure-send-back = Send back
procedure-extension-hint = At most { $most }, { $times } { $times ->
    [one] time
   *[other] times
}
procedure-reason = Reason
procedure-target = Planned end
procedure-deferral-reason = Explanation (told to the requester)
procedure-plan = Plan
procedure-progress-text = Progress (told to the requester)
procedure-evidence = Facts and evidence
procedure-words = Explanation
procedure-more-time = More time
procedure-rung = Coordinated by
procedure-decided = Decision
procedure-next-review = Next review
procedure-ended = Ended
procedure-progress = Progress so far
procedure-urge-text = A word with it
procedure-urge-hint = Once in { $n } hours
procedure-urges = Urged { $n } { $n ->
    [one] time
   *[other] times
}, last on { $at }
procedure-beside = Applications, urges and supervision
procedure-clocks = All limits
procedure-clock = Limit
procedure-due = Ends
procedure-left = Standing
procedure-used = Used
procedure-left-working = { $n ->
    [one] { $n } working day left
   *[other] { $n } working days left
}
procedure-left-days = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
}
procedure-over-working = { $n ->
    [one] { $n } working day late
   *[other] { $n } working days late
}
procedure-pause = Stood still ({ $reason }): { $from } to { $until }
procedure-pause-info = waiting for the requester
procedure-pause-deferral = approved deferral
procedure-pause-hearing = hearing
procedure-pause-lasts = now
procedure-clock-round = Count { $n }
course-limit-begun = { $clock } began: { $detail }, until { $due }
course-limit-met = { $clock } kept
course-limit-missed = { $clock } missed by { $detail }
course-limit-paused = { $clock } paused: { $detail }
course-limit-resumed = { $clock } runs again, until { $due }
course-limit-extended = { $clock } extended by { $detail }, now until { $due }
course-limit-corrected = { $clock } corrected to { $detail }, until { $due }
course-limit-handed = { $clock } passed to { $detail }, until { $due }
procedure-clock-late = Extended only after it had passed
procedure-clock-pack = Pack { $pack }, version { $version }
procedure-error-asked = An application of this kind waits already
procedure-error-nothing = No application waits for a decision
procedure-error-policy = The rules of this order do not allow that
procedure-error-much = More than the rules allow
procedure-error-often = As often as the rules allow already
procedure-error-expired = The limit has passed
procedure-error-reason = Choose a reason of the rules
procedure-error-plan = Say how it will be solved
procedure-error-target = Choose a day after today, within what the rules allow
procedure-error-person = Who applied cannot decide
procedure-error-unit = Somebody of another unit must decide
procedure-error-approver = This is not yours to decide
procedure-error-urged = Urged already within the time of the rules
procedure-error-supervision = The supervision is closed, or not answered yet
procedure-error-rung = The highest level has decided

# Supervision
supervision-level = Level
supervision-level-hotline = Hotline supervision
supervision-level-listed = Listed supervision
supervision-level-talk = Talk
supervision-cause = Cause
supervision-cause-overdue = Overdue
supervision-cause-urged = Urged repeatedly
supervision-cause-unsolved = Unsolved after rework
supervision-cause-many-people = Many people
supervision-cause-refused = Passed on although within duty
supervision-cause-bad-effects = Bad effects
supervision-cause-unanswered = Supervision not answered in time
supervision-cause-instruction = Instruction of a leader
supervision-state-open = Waits for an answer
supervision-state-answered = Answered
supervision-state-closed = Closed
supervision-no = Supervision { $year }-{ $seq }
supervision-number = Number
supervision-which = Which supervision
supervision-demand = What is asked
supervision-opened = Issued
supervision-due = Answer due
supervision-answer = The unit’s answer
supervision-answered = Answered
supervision-closing = What came of it
supervision-closed = Closed
supervision-heading-hotline = Notice of supervision
supervision-heading-listed = Notice of listed supervision
supervision-heading-talk = Notice of a talk
supervision-colon = :
supervision-body = Order { $no } ({ $title }), which your unit handles, is hereby supervised. Please answer in writing within the time given.
supervisions-title = Supervision
supervisions-lead = The rules only propose; a named person opens a supervision.
supervisions-empty = No supervision fits
supervisions-by-due = Due first
supervisions-overdue = Only those not answered in time
supervisions-proposals = Proposed
supervisions-proposals-note = Open the order to supervise it
supervisions-entries = Knowledge base not kept up
supervisions-entries-note = Open an entry to press its owner
supervisions-urges = { $n } { $n ->
    [one] time
   *[other] times
}
supervisions-people = { $n } { $n ->
    [one] person
   *[other] people
}
supervisions-reworks = done again { $n } { $n ->
    [one] time
   *[other] times
}

# List of applications
applications-title = Applications and deferrals
applications-lead = More time, putting off, leaving out, coordination: one person asks, another decides.
applications-empty = No application fits
applications-search = Number or title of the order
applications-kind = Application
applications-asked = Asked
applications-newest = Newest first
applications-oldest = Oldest first
applications-review-only = Only deferrals whose review is overdue
applications-review = { $name }
applications-review-late = Review was due { $name }

# Policy packs
policies-title = Time limits
policies-lead = Which pack leads when, what each one says, and what an order would get.
policies-course = In force
policies-before = A matter from before the first pack has no limit and counts in no rate.
policies-from = From { $name }:
policies-from-day = First day
policies-pack = Pack
policies-reason = Reason
policies-decided = Decided
policies-switch = Change from that day on
policies-switched = Recorded; it leads from its first day on
policies-kept = Clocks that run stay as they are: what was promised is kept.
policies-preview = An order of this kind would get
policies-class = Channel class
policies-category = Category code
policies-day = Day of dispatch
policies-show = Show
policies-none = No pack is in force on that day: there is no limit.
policies-basis = Basis
policies-leads = Leads now
policies-always = Always beside it
policies-base = Platform
policies-shipped = Comes with the program
policies-city = The city’s
policies-validity = { $from } to { $until }, version { $version }
policies-open = open
policies-rates = Weights in thousandths: response { $a }, resolution { $b }, satisfaction { $c }; no score below { $n }
policies-rules = { $n ->
    [one] { $n } rule
   *[other] { $n } rules
}
policies-match = For
policies-any = All orders
policies-shares = Yellow / red
policies-extension = At most { $most }, { $times } { $times ->
    [one] time
   *[other] times
}, decided by { $who }
policies-no-extension = None
policies-approver-unit = the head of the unit
policies-approver-desk = a dispatcher
policies-approver-supervisor = a supervisor
policies-error-reason = Give the reason
policies-error-from = Choose the first day
policies-error-pack = Choose a pack that can lead
policies-error-past = Not from a day in the past
policies-error-validity = The pack is not in force on that day
policies-error-already = The pack leads on that day already

# Warnings
warning-yellow = Yellow
warning-red = Red
warning-overdue = Overdue

# Names of limits
clock-objection = Objection
clock-petition-notice = Petition notice
clock-petition-objection = Petition objection
clock-petition-handle = Petition handling
clock-review-request = Request for review
clock-review-1 = Review
clock-review-2 = Re-examination

# Course for staff
event-extension-asked = More time asked for
event-deferral-asked = Deferral asked for
event-exclusion-asked = Exclusion asked for
event-application-declined = Application refused
event-excluded = Left out of the assessment
event-coordinated = Coordination decided
event-progress-reported = Progress reported
event-urged = Urged
event-supervised = Supervised
event-supervision-answered = Supervision answered
event-supervision-ended = Supervision closed

# Course for the requester
course-extension-asked = The unit asked for more time
course-deferral-asked = The unit asked to list the matter as not solvable soon
course-exclusion-asked = The unit asked to leave this out of its assessment
course-application-declined = That was refused
course-excluded = Another unit agreed to leave this out of the assessment; your matter and its answer are not affected
course-coordinated = A higher level has decided
course-progress-reported = Latest progress
course-urged = Urged
course-supervised = The unit was called to account
course-supervision-answered = The unit has answered for it
course-supervision-ended = The supervision is closed
track-urge-title = Urge
track-urge = A word with it
track-urge-hint = Once in { $n } hours
track-urge-send = Urge
track-urge-early = You urged a short while ago; please try again later
done-urge = Done: the unit is reminded
track-pause = The clock stood still ({ $reason }): { $from } to { $until }
track-pause-lasts = now
track-pause-info = we waited for you
track-pause-deferral = approved deferral
track-pause-hearing = hearing

# Rates
rates-weights = Weights: { $pack }, version { $version }
rates-summary-csv = Export the rates
rates-lines-csv = Export the orders (to work them out again)
