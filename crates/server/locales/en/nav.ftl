nav-new = Intake
nav-queue = Desk
nav-orders = Orders
nav-rates = Rates
nav-messages = Messages
nav-accounts = Accounts
nav-audit = Audit
