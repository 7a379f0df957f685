board-title = Supervision board
board-period = Period
board-days = Last { $n } days
board-which = Which
board-which-open = In hand
board-which-soon = Ending within 24 hours or over
board-which-handed-on = Handed on
board-which-sent = Sent to a unit
board-which-joined = Joined to another
board-which-reworked = Done again
board-none = None
board-none-yet = No figures yet.
board-orders = { $n ->
    [one] { $n } order
   *[other] { $n } orders
 }
board-received = Received
board-closed = Closed
board-against-before = against the period before
board-over = Over their limit
board-over-note = open orders past a limit now
board-over-of = { $n } over
board-open = In hand
board-due = Fell due
board-joined = Share of repeats
board-hops = Mean hops
board-hops-note = units an order passes
board-handed-on = Handed on
board-late-parts = Late as co-unit
board-of-parts = of { $n } due
board-objections = Objections
board-objections-right = { $n } upheld
board-waiting-parts = Waiting for co-units
board-late-unit = late:
board-lead-unit = lead:
board-reworked = Done again
board-by-day = Received and closed each day
board-by-day-told = { $received } received, { $closed } closed.
board-day = Day
board-by-hour = When most is asked
board-by-hour-told = Requests by weekday and time, darker for more.
board-weekday = { $n ->
    [0] Mon
    [1] Tue
    [2] Wed
    [3] Thu
    [4] Fri
    [5] Sat
   *[other] Sun
 }
board-by-category = Categories
board-rest = against the period before · { $n } in other categories
board-per-10k = Requests for 10,000 residents
board-per-10k-note = by residents of the street
board-street-told = { $name }: { $n }, { $rate } for 10,000 residents
board-map = Requests for 10,000 residents by street
board-map-table = See the numbers
board-soon = About to break
board-soon-none = No limit ends within 24 hours.
board-desk = Hotline desk
board-causes = Which limits
board-waiting = What waits, by step
board-waiting-note = orders · of those over
board-sent = Sent here each day
board-all = All
board-units = Units
board-units-lead = For our own improvement; nobody is ranked. Rates without excluded and deferred orders, with 95% intervals. Units whose intervals lie one in the other cannot be told apart and share a place; too few orders get none.
board-rank = Sort
board-rank-name = By name
board-rank-response = By response
board-rank-resolution = By resolution
board-rank-satisfaction = By satisfaction
board-sort = Sort
board-place = Place
board-trend = Fell due, over time
board-csv-rate = { $name }
board-csv-low = { $name }, interval from
board-csv-high = { $name }, interval to
board-csv-base = { $name }, base
