## Words of the directory
# Need
station-need-power = Charge or swap a bike battery
station-need-phone = Charge a phone
station-need-water = Drinking water
station-need-meal = A warm meal
station-need-toilet = A toilet
station-need-rest = A seat
station-need-air = Cool or warm air
station-need-repair = Repair, tyre pump
station-need-rain = Rain gear
station-need-first-aid = First aid
station-need-wash = Shower, laundry
station-need-parking = Parking
station-need-nursing = Nursing room
station-need-wifi = Wi-Fi
station-need-lockers = Lockers
station-need-access = Getting into compounds
station-need-legal = Legal help
station-need-health = Health and counselling
station-need-learning = Learning
station-need-children = Child care
station-need-housing = A place to live
# FacilityKind
station-facility-air = Air conditioning, heating
station-facility-water = Drinking water
station-facility-hot-water = Hot water
station-facility-seats = Seats
station-facility-microwave = Microwave
station-facility-fridge = Fridge
station-facility-phone-charging = Phone charging
station-facility-swap = Battery charging and swapping
station-facility-tyre-pump = Tyre pump
station-facility-first-aid = First-aid box
station-facility-rain-gear = Rain gear
station-facility-tools = Repair tools
station-facility-toilet = Toilet
station-facility-nursing = Nursing room
station-facility-wifi = Wi-Fi
station-facility-lockers = Lockers
station-facility-books = Books
station-facility-aed = Defibrillator (AED)
station-facility-shower = Shower
station-facility-laundry = Washing machine
station-facility-parking = Parking
station-facility-meals = Meals
station-facility-beds = Beds
# ServiceGroup
station-group-access = Access
station-group-rest = Rest
station-group-meals = Meals
station-group-power = Charging
station-group-rights = Rights and law
station-group-health = Health
station-group-learning = Learning
station-group-children = Children
station-group-housing = Housing
# Audience
station-audience-everyone = Everybody
station-audience-new-employment = Couriers, riders, drivers and other new workers
station-audience-drivers = Lorry and ride-hailing drivers
# Cost
station-cost-free = Free
station-cost-paid = Paid, told beforehand
# Access
station-access-walk-in = Walk in
station-access-booking = By appointment
# StationType
station-type-model = Model station
station-type-standard = Standard station
station-type-distributed = Corner in a shop or lobby
station-type-driver-home = Drivers’ home
station-type-other = Other
# HostType
station-host-new = Built for itself
station-host-party-centre = In a party-mass service centre
station-host-union = In a union station
station-host-store = In a shop
station-host-property = In a property company’s lobby
station-host-bank = In a bank
station-host-metro = In a metro station
# StationStatus
station-status-planned = Planned
station-status-open = In use
station-status-suspended = Suspended
# LiveWord
station-live-free = Can be used
station-live-few = Few left
station-live-full = All taken
station-live-broken = Out of order
station-live-unknown = Not known now
