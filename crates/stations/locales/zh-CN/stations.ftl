# 检查城市数据包：驿站
station-fault-unknown = 数据包里没有“{ $value }”
station-fault-bad-hours = 开放时间“{ $value }”读不懂：{ $reason }
