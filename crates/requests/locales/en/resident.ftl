# Home
home-title = Tell us, and we act
home-lead = Report what is wrong around you and see how far it has got.
home-report = Report a problem
home-report-hint = No sign-in, two or three minutes
home-track = See progress
home-track-hint = With your number and query code
home-call-hint = Prefer to talk? Call the hotline
home-about = What you report goes to the unit in charge, is answered within its limit, and you say how well it was done.

# Emergencies
danger-line = Somebody hurt, a fire, a gas leak? Call at once:
danger-title = In danger? Call first
danger-text = What you wrote may be an emergency. Get to a safe place and call now:
danger-110 = Police
danger-119 = Fire, rescue
danger-120 = Ambulance
danger-go-on = After calling you can go on here; we will look at it first.

# Reporting
report-title = Report a problem nearby
report-lead = No sign-in. Say what it is and where, that is enough.
report-restored = What you had not finished is back
report-offline = There is no network. What you wrote is kept on this device; tap again when you are online
report-step-say = What is it
report-content = Tell us about it
report-content-hint = When, what happened, and what you hope for. Please leave out identity and bank card numbers.
report-content-missing = Please say what it is about
report-content-short = Too short: please write at least { $n } characters
report-type = This is
report-type-missing = Please choose one
report-type-complaint = A problem
report-type-complaint-hint = Something is not done or nobody cares
report-type-help = A call for help
report-type-help-hint = You need a hand
report-type-consultation = A question
report-type-consultation-hint = About a policy or how to get something done
report-type-suggestion = A suggestion
report-type-suggestion-hint = You have a good idea
report-type-praise = Praise
report-type-praise-hint = Somebody did well
report-type-report = A tip-off
report-type-report-hint = Somebody breaks the law
report-confidential = Keep my tip-off confidential
report-confidential-hint = For tip-offs only. The unit you report will not handle it and cannot see who you are.
report-step-photos = Photos
report-step-photos-aside = Up to 6, or none
report-photos = Take or choose photos
report-photos-hint = Time, place and other camera data are removed before a photo is kept.
report-photos-kept = Already uploaded; tick what you do not want
report-photos-many = Up to 6 photos; those beyond were not kept
report-photo-drop = Leave out photo { $n }
report-photo-alt = Photo { $n }
report-photo-remove = Remove photo
report-photo-large = A photo is too large (over 12 MB) and was not kept. Please choose another
report-photo-unreadable = A photo cannot be read and was not kept. Please use JPG, PNG or WebP
report-step-place = Place
report-step-place-aside = The more exact, the better
report-address = Address or a landmark
report-address-hint = For example: in front of block 3, Willow Court
report-place-outside = That point is outside the city. Choose again or write the address
report-region = Community
report-step-contact = How to reach you
report-contact = How to reach you
report-contact-missing = Please choose: leave a number or not
report-contact-phone = Leave a number
report-contact-phone-hint = The unit can call you, and you are asked how it went
report-contact-anonymous = Leave no number
report-contact-anonymous-hint = You get an 8-digit query code to see progress
report-phone = Phone
report-phone-hint = Mobile or landline, landlines with area code
report-phone-missing = Please give a number, or choose “Leave no number”
report-phone-wrong = This does not look like a phone number
report-name = Your name
report-for-other = I am reporting for somebody else
report-for-other-hint = Family, neighbours and community workers may report for older people or others who cannot.
report-relation = What you are to them
report-relation-hint = Such as daughter, neighbour, community worker
report-relation-missing = Say what you are to them
report-consent = How they agreed
report-consent-hint = Such as in person or by phone; if they cannot, say why
report-consent-missing = Say how they agreed
report-other-name = Their name
report-other-phone = Their phone
report-other-phone-hint = Leave it out if there is none: we call you
check-other = Reported for
check-other-consent = They agreed: { $name }
report-window = Good time to call
report-window-any = Any time
report-window-morning = Morning
report-window-afternoon = Afternoon
report-window-evening = Evening
report-privacy = Phone and name are kept encrypted. Only people who need them for this matter can open them, and each opening is recorded.
report-too-many = That was too fast. Please try again in a minute; nothing you wrote is lost
report-call = Call
report-check = Next: check

# Places
place-locate = Use my position
place-locate-done = Found, to about # m. The mark in the middle of the map is the chosen point.
place-locate-failed = Your position could not be found. Choose on the map or write the address.
place-pick = Choose on a map
place-clear = Do not use this point
place-map-title = Map of the city
place-map-help = Map. Drag it or use the arrow keys until the mark in the middle points at the place; plus and minus zoom
place-map-here = Map around the place
place-here = The place
place-near = { $path }, near { $name }
place-outside = This is outside the city
place-region-unknown = Not sure, or leave open

# Checking
check-title = Check before you send
check-lead = If this is right, send it.
check-answers = What you wrote
check-type = Kind
check-confidential = Confidential
check-confidential-yes = Asked for
check-place = Place
check-place-none = Not given
check-contact = Contact
check-contact-anonymous = No number; progress by query code
check-window = Good time to call
check-anonymous = You leave no number, so nobody can ring you to ask. Questions will stand on the progress page; please look there.
check-edit = Change
check-send = Send

# Who and by when
promise-title = Who answers, and by when
offer-aside = Estimate
offer-category = Category
offer-unit = Probably handled by
offer-unit-open = The dispatcher decides after reading
offer-limit = Answer
offer-limit-length = Within { $name } of dispatch
offer-limit-until = If dispatched today: by { $name }
offer-limit-none = Praise is passed on; there is no limit
offer-note = An estimate made from the dispatch catalogue. The dispatcher decides, and the progress page shows it.

# Nearby
nearby-title = Reported nearby before
nearby-lead = If it is the same, just send yours: they are worked together and everybody gets an answer.

# Limits
limit-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
limit-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
limit-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
limit-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
limit-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
wait-for-intake = Reading and dispatch
wait-for-reply = Answer
wait-for-rework = Doing it again
wait-working-days = By { $date } ({ $n ->
    [one] { $n } working day
   *[other] { $n } working days
} left)
wait-days = By { $date } ({ $n ->
    [one] { $n } day
   *[other] { $n } days
} left)
wait-time = By { $date } ({ $left } left)
wait-overdue = It was due by { $date } and is { $late } late. This is on record; you can call the hotline to press for it.
wait-met = Done in time
wait-missed = Later than promised (it was due by { $name })
wait-paused-info = The limit stands still until you answer
wait-paused-deferral = It cannot be solved soon and is on the follow-up list; the limit stands still
wait-paused-hearing = A hearing is on; the limit stands still
wait-provisional = The limit reaches into a year whose holidays are not announced yet; the date may move.
wait-extended = More time was approved once; the reason is in the history.

# Finding
find-title = See progress
find-lead = Enter the number and the 8-digit query code you were given.
find-no = Number
find-no-hint = For example SQ202611230000017; small letters and spaces do no harm
find-no-missing = Please enter the number
find-no-wrong = This is not a number of ours: one character is probably wrong or missing
find-no-match = Number and query code do not fit together. Please check both
find-code = Query code
find-code-hint = 8 digits
find-code-wrong = The query code has 8 digits
find-too-many = Too many tries. Please wait a minute
find-go = See progress
find-lost = Lost the number or the code? Call the hotline

# Progress
track-title = Request { $name }
track-new-title = We have it
track-new = Keep the number and the query code to see progress at any time. The unit will call you.
track-new-anonymous = Be sure to keep the number and the query code: without a phone number they are the only way to see progress and the answer.
track-no = Number
track-code = Query code
track-copy = Copy
track-copied = Copied
track-copy-text = Number { $no }, query code { $code }
track-print = Print
track-keep = Anyone who has both can see this page. Please keep them to yourself.
track-state = Where it stands
track-state-received = Received
track-state-need-info = Waiting for you
track-state-answered = Answered
track-state-not-accepted = Not accepted
track-state-transferred = Handed on
track-state-linked = Joined
track-state-to-dispatch = Being dispatched
track-state-dispatched = Dispatched
track-state-in-progress = In progress
track-state-deferred = Deferred
track-state-replied = Reply in review
track-state-to-callback = Your turn to judge
track-state-called-back = Judged
track-state-closed = Closed
track-state-withdrawn = Withdrawn
track-next-received = The hotline is reading it. What can be answered is answered at once; the rest is dispatched.
track-next-need-info = Something is missing before it can go on. See the question below.
track-next-answered = The hotline has answered; see the history.
track-next-not-accepted = The hotline cannot take this. The reason and whom to ask are in the history.
track-next-transferred = It was handed to the right line, which will contact you.
track-next-linked = It is worked together with an earlier report of the same matter. You will get an answer too.
track-next-to-dispatch = Accepted; the unit in charge is being decided.
track-next-objected = The unit says it is not theirs; the hotline decides. The limit runs on.
track-next-dispatched = Sent to the unit in charge, which has to sign for it.
track-next-acknowledged = The unit has signed for it and will contact you first.
track-next-in-progress = The unit is working on it. The answer will appear here.
track-next-rework = It was not done well; the unit is doing it again.
track-next-deferred = It cannot be solved soon. It is on the follow-up list and goes on when it can.
track-next-replied = The unit has written its reply; it appears here once reviewed.
track-next-to-callback = The unit has replied. Please say how it went.
track-next-called-back = We have your judgement. What is not solved goes back; what is solved is closed.
track-next-closed = It is closed. If it is not really solved, you can have it done again.
track-next-archived = It is archived. If the problem is back, please report it anew.
track-next-withdrawn = You took this request back.
track-lead = The one worked together with it:
track-lead-due = to be answered by { $name }
track-reply = The unit’s reply
track-reply-of-lead = This answer was given to the order yours was joined to; it holds for your matter too.
track-reply-reason = Why it is not fully solved:
track-evidence = Photos of the work
track-photo-alt = Photo { $n }, opens large
track-supplement-title = Please add something
track-supplement = Your addition
track-supplement-missing = Please write what you want to add
track-supplement-send = Send
track-evaluation-title = How did it go
track-solved = Is it solved
track-solved-missing = Please say whether it is solved
track-satisfied = Are you satisfied
track-contacted = Did the unit contact you
track-contacted-yes = Yes
track-contacted-no = No
track-comment = Anything else
track-evaluation-note = The hotline keeps your judgement. What is unsolved or unsatisfactory may go back to be done again.
track-evaluation-send = Send
track-reevaluation-title = Change my judgement
track-reevaluation-until = You may change it within seven days, until { $name }.
track-reopening-title = Not solved? Have it done again
track-reopening = What is not solved
track-reopening-hint = You can ask for this until { $name }
track-reopening-missing = Please write what is not solved
track-reopening-late = The time for this is over. Please report it anew
track-reopening-send = Not solved, do it again
track-news-title = Something new?
track-news = What is new
track-news-hint = Write what the answer does not speak to, or what has happened since. A unit will handle it.
track-news-missing = Please write what is new
track-news-send = Send what is new
track-withdrawal-title = No longer needed? Take it back
track-withdrawal-sure = Yes, take it back
track-withdrawal-unsure = Please tick the box first
track-withdrawal-send = Take back
track-course = History
track-said = What you wrote
track-fact-type = Kind
track-fact-received = Received
track-fact-category = Category
track-fact-place = Place
track-fact-confidential = Confidential
track-fact-confidential-yes = Kept confidential as you asked
track-unit = Who handles it
track-unit-name = Unit
track-unit-phone = Phone
track-privacy = Phone and name are kept encrypted; each opening is recorded.
track-another = Look up another
track-report = Report another
done-supplement = Thank you, we go on
done-evaluation = Thank you for your judgement
done-evaluation-change = Your newer judgement is the one that counts
done-reopening = It is being done again, with a new limit
done-news = What is new was received and will be handled
done-withdrawal = Taken back
done-changed = Something has just changed here; please look. If you sent your answer before, there is no need to send it again

# History
course-by-you = You
course-by-staff = Staff
course-by-system = System
course-until = Looked at again by { $name }
course-registered = Received
course-info-asked = You were asked for more
course-info-supplied = More was added
course-answered = Answered at once
course-not-accepted = Not a matter for the hotline
course-transferred = Handed to { $line }
course-linked = Joined with the same matter
course-unlinked = Worked by itself again
course-withdrawn = Taken back
course-accepted = Accepted for dispatch
course-dispatched = Sent to { $unit }
course-redispatched = Sent on to { $unit }
course-acknowledged = The unit signed for it
course-auto-acknowledged = The unit did not sign in time; the system signed and recorded it
course-objected = The unit objects: not theirs
course-objection-overruled = The unit keeps it after a ruling
course-first-contact = The unit made first contact
course-started = Work began
course-extended = { $more } more time
course-escalated = A higher level was asked to coordinate
course-deferred = Deferred, on the follow-up list
course-resumed = Work goes on
course-replied = The unit handed in its reply for review
course-reply-approved = The reply passed review
course-reply-rejected = The reply did not pass review and went back
course-called-back = Asked by phone
course-evaluated = Judged
course-evaluation-changed = You changed your judgement
course-callback-tried = Called, not reached
course-rework = Sent back to be done again
course-closed = Closed
course-reopened = Asked to be done again
course-new-said = You said what is new
course-informed = Told the earlier result
course-with-news = Handled anew for what is new
course-reply-shared = You were given the answer to the same problem
course-designated = A unit was named to handle it
course-handed-over = Another unit goes on with it
course-terminated = The handling ended
course-archived = Archived
course-three-way-call = The hotline, the unit and you talked together

# Privacy
privacy-link = How your data are used
privacy-title = How your data are used
privacy-lead = We ask only for what the matter needs and delete it when its time is over.
privacy-who = Who handles them
privacy-who-text = { $name } is responsible. The unit that handles your matter sees only what it needs for it.
privacy-who-phone = Questions? Call { $name }
privacy-what = What, and what for
privacy-what-matter = What you report: to dispatch, handle, answer and count. Counting never looks at who said it.
privacy-what-contact = Phone and name (you may leave them out): only to contact you about this matter and to ask how it went.
privacy-what-photos = Photos: to see what is the case. Time, place, phone model and the like are removed before they are kept.
privacy-what-place = Place: only when you tap “Use my position” or choose on the map, and only to find the spot. We do not follow where you are.
privacy-how = How they are protected
privacy-how-vault = Phone and name are encrypted and kept apart from the matter.
privacy-how-open = Staff must name the matter, the purpose and the reason to open one single item, and each opening is recorded.
privacy-how-confidential = A confidential tip-off never goes to the unit it is about, is not published and not joined with others.
privacy-how-none = Nobody is scored, profiled or ranked, there is no blacklist, and your requests are not used to infer anything else.
privacy-kept = How long
privacy-months = { $n } months
privacy-kept-request = The matter
privacy-kept-identity = Phone and name
privacy-kept-recording = Call recordings
privacy-kept-attachment = Photos
privacy-kept-log = Records of use
privacy-rights = Your rights
privacy-rights-see = See: the whole course of your request by number and code; ask who opened your data and why.
privacy-rights-correct = Correct: ask for what is wrong to be put right.
privacy-rights-withdraw = Delete: ask us not to keep it any longer. Where the law demands keeping, you are told why and until when.
privacy-rights-complain = Complain: call the number above, or turn to the cyberspace or public-security authorities.
privacy-device = On your own device
privacy-device-text = An unfinished draft stays on your device for a week at most and is removed once sent. Language, colours and large type are remembered by the browser. There is no advertising and no third-party counting.
