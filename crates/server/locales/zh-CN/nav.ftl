nav-new = 登记
nav-queue = 工作台
nav-orders = 工单
nav-rates = 三率
nav-messages = 消息
nav-accounts = 账号
nav-audit = 审计
