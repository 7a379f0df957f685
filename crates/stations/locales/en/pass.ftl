# Passes: at the gate, one's own passes, opening lines of gates
pass-gate-private = Yes or no, the brand and four letters. No name, telephone or photo.
pass-gate-more = Rules, buildings and bays
pass-not-valid-here = Not valid here
pass-refused-not-open = This compound does not take codes now. Please register them as the house rules say.
pass-refused-any-place = This code was not made for this gate. Please have them scan the board at the gate and show it again.
pass-refused-rules = They have not accepted the rules now in force here. Please have them scan the board at the gate, accept, and show it again.
pass-refused-suspended = Suspended in this compound until { $name }. They can appeal.
pass-suspended-somewhere = Your pass is suspended in a compound. You can see why and appeal. Other compounds are not affected.
pass-suspended-here = Your pass is suspended in this compound
pass-suspended-text = It is good again by itself from { $name }. Other compounds are not affected.
pass-suspended-more = See why, and appeal
passes-title = My passes
passes-lead = Where you accepted house rules, what is suspended, and who looked at lines of gates about you.
passes-accepted = Compounds whose rules you accepted
passes-nothing = None
passes-suspensions = Suspensions
passes-suspensions-text = In that one compound only. They end by themselves, and you can appeal.
passes-openings = Who opened lines about me
passes-openings-text = Lines of gates are sealed and deleted by themselves. Each time somebody opens one about an incident, it stands here.
lines-title = Open lines of the gate
lines-lead = { $n ->
    [0] This city keeps no lines of gates.
   *[other] Lines are sealed for { $n } hours and then deleted. They are opened for one incident only.
}
lines-recorded = Who opens, what for, about which incident and why is written down, and the person can read it.
lines-hour = Which hour
lines-tail = Four letters
lines-tail-hint = As the guard saw them: only that line is opened. Leave it empty to open all of the hour.
lines-purpose = Purpose
lines-incident = Incident
lines-incident-hint = Number of the police case, order or dispute; the document's where the law demands it
lines-reason = Reason
lines-open = Open
lines-opened = Opened lines
lines-once = Shown this once and kept nowhere.
lines-found = Lines
lines-none = Nothing was found in this hour. That somebody looked is written down, too.
lines-at = Time
lines-error-hour = Please choose an hour
lines-error-tail = Four letters or digits
lines-error-purpose = Please choose a purpose that is your duty
lines-error-reason = Please say why
openings-title = Openings of gate lines
openings-lead = Who opened lines of gates, and about which incident.
openings-none = Nobody has opened any
openings-at = Opened
openings-by = By
