# 检查城市数据包：驿站
station-fault-unknown = 数据包里没有“{ $value }”
station-fault-bad-hours = 开放时间“{ $value }”读不懂：{ $reason }
station-fault-other-type = “{ $value }”是另一类场景的验收项
station-fault-order = 结束日期在开始日期之前：{ $value }
station-fault-bad-rules = 驿站管理规则读不懂：{ $reason }
