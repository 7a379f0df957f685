# Taking a call: one field finds what came before
call-who = Who calls, or what about
call-who-hint = Number, last four digits, order number or a few words; ↓ picks one, Enter goes on when there is none.
call-find = Find
call-found = Earlier requests
call-count = Found: { $n }.
call-recorded = Looking up a number is recorded.
call-none = Nothing came before.
call-too-many = Too many look-ups; wait a minute.
call-tell = Tell the result
call-other-kinds = Something else
call-stop = Not R{ $kind }: { $why }
call-kind-same-person-open = R1 Same person: add it and tell how it stands
call-kind-same-person-closed = R2 Same person: tell the result
call-kind-reopened = R3 Something new: handle it anew
call-kind-cross-channel = R4 Same person, other channel: join it
call-kind-joint-matter = R5 Another person, same matter: join it
call-kind-joint-claim = R5 Join it (not several firms claiming money each)
call-kind-recurrent = R6 Keeps coming back: note it and handle this one
call-kind-beside = Only note it beside, and handle this one
call-not-joined = It is kept, but was not joined: { $why }
call-new-missing = Say what is new
call-what-missing = What is handled by itself needs its own words
call-again = The caller asks again about “{ $name }” and wants to know where it stands.
call-kept = { $name } is written down
call-phone-other = Another telephone

# What is read to the caller
say-when = Your matter was written down on { $at }.{" "}
say-joined = It is worked together with other calls about the same thing.{" "}
say-waits-for-unit = We are settling which unit will act.
say-need-info = It waits for what you were asked to add.
say-in-hand = { $unit } has it in hand and must answer by { $due }.
say-in-hand-open = { $unit } has it in hand.
say-deferred = { $unit } cannot solve it soon; it is on a plan and is looked at again.
say-checked = { $unit } has dealt with it; the answer is being checked and will reach you soon.
say-replied = { $unit } has dealt with it. The answer: { $answer }
say-answered = It was answered: { $answer }
say-not-accepted = It could not be accepted. You were told: { $answer }
say-transferred = It was handed to the office that can act.
say-withdrawn = It was taken back.
say-closed = It was closed on { $closed }. The result: { $answer }
say-closed-plain = It was closed on { $closed }.

# Undo
undo-done = Undone. The order is as it was.
undo-changed = It cannot be undone: the order was changed since.
undo-too-late = It cannot be undone: ten seconds are over.
event-undone = Last step undone

# Open at the same time
live-here = # has this order open too
live-changed = { $by } just did: { $what }. It is now “{ $state }”.
live-changed-itself = Just now: { $what }. It is now “{ $state }”.
live-gone = Now “#”
live-new = # new, press . to insert
live-missed = Too much changed; load the list again
