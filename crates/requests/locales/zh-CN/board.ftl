board-title = 督办看板
board-period = 时段
board-days = 近 { $n } 天
board-which = 范围
board-which-open = 在办
board-which-soon = 24 小时内到期或已超
board-which-handed-on = 改派过
board-which-sent = 派过单
board-which-joined = 并入其他工单
board-which-reworked = 重办过
board-none = 无
board-none-yet = 还没有数据。
board-orders = { $n } 件
board-received = 收到
board-closed = 结案
board-against-before = 较上一时段
board-over = 超时在办
board-over-note = 现在超过时限的工单
board-over-of = 超时 { $n }
board-open = 在办
board-due = 到期
board-joined = 重复占比
board-hops = 平均流转
board-hops-note = 每件经过几个单位
board-handed-on = 改派率
board-late-parts = 会办超期
board-of-parts = 应答复 { $n } 件
board-objections = 派单异议
board-objections-right = 其中成立 { $n } 件
board-waiting-parts = 等待会办答复
board-late-unit = 超期单位
board-lead-unit = 主办
board-reworked = 重办率
board-by-day = 每日收到与结案
board-by-day-told = 共收到 { $received } 件，结案 { $closed } 件。
board-day = 日期
board-by-hour = 什么时候反映最多
board-by-hour-told = 星期和时段的收到件数，颜色越深越多。
board-weekday = { $n ->
    [0] 周一
    [1] 周二
    [2] 周三
    [3] 周四
    [4] 周五
    [5] 周六
   *[other] 周日
 }
board-by-category = 诉求类别
board-rest = 较上一时段 · 其他类别共 { $n } 件
board-per-10k = 万人诉求比
board-per-10k-note = 每万名常住居民的件数
board-street-told = { $name }：{ $n } 件，每万人 { $rate } 件
board-map = 各街道万人诉求比
board-map-table = 看数字
board-soon = 即将超时
board-soon-none = 24 小时内没有到期的工单。
board-desk = 热线受理台
board-causes = 卡在哪个时限
board-waiting = 各环节在办
board-waiting-note = 件数 · 其中超时
board-sent = 每日派入
board-all = 全部
board-units = 单位情况
board-units-lead = 只供内部改进，不排人；三率按扣除后口径，附 95% 区间。区间互相包含的单位视为分不出先后，名次并列；样本不足的不排。
board-rank = 排序
board-rank-name = 按名称
board-rank-response = 按响应率
board-rank-resolution = 按解决率
board-rank-satisfaction = 按满意率
board-sort = 排序
board-place = 名次
board-trend = 到期走势
board-csv-rate = { $name }
board-csv-low = { $name }区间下限
board-csv-high = { $name }区间上限
board-csv-base = { $name }样本
