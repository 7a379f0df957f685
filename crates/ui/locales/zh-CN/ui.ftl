# 页面框架
ui-description = { $name }：反映问题、查询进展、获得答复。
ui-skip = 跳到正文
ui-nav = 主要栏目
ui-breadcrumb = 当前位置
ui-back = 返回
ui-close = 关闭
ui-undo = 撤销
ui-account = 我的账号
ui-sign-out = 退出登录
ui-mode-elder = 长辈版
ui-mode-normal = 标准版
ui-theme-dark = 换成深色
ui-theme-light = 换成浅色
ui-lang-short = EN
ui-lang-switch = Switch to English
ui-foot-sponsor = 主办单位：{ $name }
ui-foot-phone = 服务热线：{ $name }
ui-foot-identity = 网站标识码：{ $name }
ui-foot-error-report = 我为政府网站找错

# 日期和时间
ui-date = { $month }月{ $day }日
ui-date-year = { $year }年{ $month }月{ $day }日
ui-date-time = { $date } { $time }
ui-ago-now = 刚刚
ui-ago-minutes = { $n } 分钟前
ui-ago-hours = { $n } 小时前
ui-ago-days = { $n } 天前
ui-duration-days = { $d } 天 { $h } 小时
ui-duration-hours = { $h } 小时 { $m } 分
ui-duration-minutes = { $n } 分钟

# 表单
ui-optional = 选填
ui-error-prefix = 有误：
ui-error-summary = 有 { $n } 处需要修改
ui-error-too-long = 最多 { $max } 个字，现在有 { $n } 个字
ui-count-max = 最多 { $n } 个字
ui-count-template = 已写 # 字

# 列表
ui-pager = 翻页
ui-pager-prev = 上一页
ui-pager-next = 下一页
ui-filter = 筛选
ui-filter-clear = 清除条件

# 快捷键
ui-keys-title = 快捷键
ui-keys-search = 搜索
ui-keys-show = 显示快捷键
ui-keys-rows = 上下移动
ui-keys-enter = 在输入框里直接提交
ui-keys-leave = 离开输入框，单键才起作用
ui-keys-off = 停用单键快捷键
ui-keys-on = 启用单键快捷键

# 图表
ui-chart-few = 少
ui-chart-many = 多
ui-chart-table = 查看数据表
