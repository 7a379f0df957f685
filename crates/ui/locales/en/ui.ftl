# The frame of the page
ui-description = { $name }: report a problem, follow it, get an answer.
ui-skip = Skip to the content
ui-nav = Main places
ui-breadcrumb = You are here
ui-back = Back
ui-close = Close
ui-undo = Undo
ui-account = My account
ui-sign-out = Sign out
ui-mode-elder = Large print
ui-mode-normal = Standard
ui-theme-dark = Switch to dark
ui-theme-light = Switch to light
ui-lang-short = 中
ui-lang-switch = 切换到中文
ui-foot-sponsor = Run by { $name }
ui-foot-phone = Call { $name }
ui-foot-identity = Site identity code { $name }
ui-foot-error-report = Report an error on this site

# Dates and times
ui-date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
 }
ui-date-year = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
 } { $year }
ui-date-time = { $date }, { $time }
ui-ago-now = just now
ui-ago-minutes = { $n } min ago
ui-ago-hours = { $n } h ago
ui-ago-days = { $n ->
    [one] yesterday
   *[other] { $n } days ago
 }
ui-duration-days = { $d } d { $h } h
ui-duration-hours = { $h } h { $m } min
ui-duration-minutes = { $n } min

# Forms
ui-optional = optional
ui-error-prefix = Error:
ui-error-summary = { $n ->
    [one] One thing needs changing
   *[other] { $n } things need changing
 }
ui-error-too-long = At most { $max } characters; there are { $n } now
ui-count-max = At most { $n } characters
ui-count-template = # characters

# Lists
ui-pager = Pages
ui-pager-prev = Previous
ui-pager-next = Next
ui-filter = Filter
ui-filter-clear = Clear

# Keyboard
ui-keys-title = Keyboard shortcuts
ui-keys-search = Search
ui-keys-show = Show the shortcuts
ui-keys-rows = Move up and down
ui-keys-enter = Send from inside a field
ui-keys-leave = Leave the field, so that single keys work
ui-keys-off = Turn single keys off
ui-keys-on = Turn single keys on

# Charts
ui-chart-few = few
ui-chart-many = many
ui-chart-table = Show the numbers
