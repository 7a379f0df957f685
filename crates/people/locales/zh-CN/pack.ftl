# 城市数据包检查：单位和人员
people-fault-unreadable = 文件打不开：{ $value }
people-fault-bad-row = 这一行和表头对不上：{ $value }
people-fault-empty = “{ $value }”缺少编号或名称
people-fault-duplicate = “{ $value }”重复
people-fault-unknown-unit = 单位“{ $value }”不在 units.csv 中
people-fault-unknown-region = 区划“{ $value }”不在 regions.csv 中
people-fault-uscc = “{ $value }”不是有效的统一社会信用代码
people-fault-unit-kind = “{ $value }”不是可用的单位类别
people-fault-username = “{ $value }”不能作登录名
people-fault-role = “{ $value }”里有不认识的角色
people-fault-role-conflict = “{ $value }”这几个角色不能由同一个账号担任
