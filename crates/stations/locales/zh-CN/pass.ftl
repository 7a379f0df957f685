# 通行：门岗、我的通行、门岗记录的开启
pass-gate-private = 只显示能不能进、品牌和四位尾号；不显示姓名、电话、照片。
pass-gate-more = 规定、楼栋和停放点
pass-not-valid-here = 这里不能进
pass-refused-not-open = 本小区现在不开放凭码进门，请按门岗规定登记。
pass-refused-any-place = 这个码不是给这个出入口的。请让对方扫门口的场所码再出示。
pass-refused-rules = 对方还没有同意本小区现在的规定。请让对方扫门口的场所码，同意后再出示。
pass-refused-suspended = 在本小区暂停到 { $name }。对方可以申诉。
pass-suspended-somewhere = 您在一个小区的通行被暂停，可以看原因、提出申诉。其他小区不受影响。
pass-suspended-here = 您在这个小区的通行被暂停
pass-suspended-text = 到 { $name } 自动恢复，其他小区不受影响。
pass-suspended-more = 看原因，提出申诉
passes-title = 我的通行
passes-lead = 在哪些小区同意了规定、有没有被暂停、谁看过与您有关的门岗记录。
passes-accepted = 同意了规定的小区
passes-nothing = 没有
passes-suspensions = 暂停
passes-suspensions-text = 只在那一个小区有效，到期自动恢复，可以申诉。
passes-openings = 谁看过我的进门记录
passes-openings-text = 进门记录加密保存，到时自动删除。每次有人因为一件事打开，都记在这里。
lines-title = 打开门岗记录
lines-lead = { $n ->
    [0] 本市不保存门岗记录。
   *[other] 记录加密保存 { $n } 小时，之后删除。只为一件具体的事打开。
}
lines-recorded = 打开会记下是谁、什么目的、哪件事、什么原因；当事人看得到。
lines-hour = 哪个小时
lines-tail = 四位尾号
lines-tail-hint = 门岗看到的尾号，只打开这一条。不填就打开这一小时的全部。
lines-purpose = 目的
lines-incident = 哪件事
lines-incident-hint = 警情、工单或纠纷的编号；法律要求时写文书号
lines-reason = 原因
lines-open = 打开
lines-opened = 打开的记录
lines-once = 只显示这一次，没有保存。
lines-found = 记录
lines-none = 这一小时里没有找到。找过这件事也记下了。
lines-at = 时间
lines-error-hour = 请选一个小时
lines-error-tail = 尾号是四位字母数字
lines-error-purpose = 请选一个属于您职责的目的
lines-error-reason = 请写清楚原因
openings-title = 门岗记录的打开
openings-lead = 谁因为哪件事打开过门岗记录。
openings-none = 还没有人打开过
openings-at = 打开时间
openings-by = 谁
