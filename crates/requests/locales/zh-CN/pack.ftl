pack-fault-category-code = 分类代码“{ $value }”应为 2、4 或 6 位数字
pack-fault-category-parent = 分类“{ $value }”的上级应是去掉末两位的代码，并且在表中
pack-fault-unknown-category = 分类“{ $value }”不在 categories.csv 中
pack-fault-unknown-unit = 单位“{ $value }”不在 units.csv 中；也可以写 @street、@district、@community
pack-fault-duty-list = “{ $value }”不是清单种类，应为 basic、cooperate 或 taken_back
pack-fault-duplicate = “{ $value }”和第 { $line } 行重复
pack-fault-toml = 文件写法有误：{ $reason }
pack-fault-policy = 时限规则有误：{ $reason }
