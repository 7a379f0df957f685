# 接听：一个框找到以前的诉求
call-who = 谁来电，或者什么事
call-who-hint = 号码、尾号四位、工单编号或几个字；按 ↓ 选一件，没有就按回车往下记。
call-find = 查找
call-found = 以前的诉求
call-count = 找到 { $n } 件。
call-recorded = 按号码查找已记入日志。
call-none = 没有找到以前的诉求。
call-too-many = 查得太频繁，请稍等一分钟。
call-tell = 告知结果
call-other-kinds = 其他认定
call-stop = 不能认定为 R{ $kind }：{ $why }
call-kind-same-person-open = R1 同一人：追加并告知进展
call-kind-same-person-closed = R2 同一人：告知办理结果
call-kind-reopened = R3 有新情况，重新办理
call-kind-cross-channel = R4 同一人换渠道：并入原工单
call-kind-joint-matter = R5 另一人、同一件事：并单
call-kind-joint-claim = R5 并单（不是不同法人各自主张款项）
call-kind-recurrent = R6 反复出现：记下并另行办理
call-kind-beside = 只作关联，另行办理
call-not-joined = 已登记，但没有并入：{ $why }
call-new-missing = 请写明有什么新情况
call-what-missing = 另行办理的，请写明这次反映的情况
call-again = 来电再次反映“{ $name }”，询问进展。
call-kept = { $name } 已登记
call-phone-other = 另一个联系电话

# 读给来电人听的话
say-when = 您反映的这件事{ $at }登记，
say-joined = 已和同一件事的其他反映合在一起办，
say-waits-for-unit = 正在确定由哪个单位办理。
say-need-info = 还等您补充情况，补充后就接着办。
say-in-hand = 已交{ $unit }办理，最迟{ $due }前办结。
say-in-hand-open = 已交{ $unit }办理。
say-deferred = { $unit }一时解决不了，已列入计划，会按计划复查。
say-checked = { $unit }已经办理，答复正在核对，很快会告诉您。
say-replied = { $unit }已经办理，答复是：{ $answer }
say-answered = 已经答复：{ $answer }
say-not-accepted = 不在受理范围内，已告知：{ $answer }
say-transferred = 已转给更合适的部门处理。
say-withdrawn = 后来已撤回。
say-closed = { $closed }已办结，结果是：{ $answer }
say-closed-plain = { $closed }已办结。

# 撤销
undo-done = 已撤销，工单回到原来的样子。
undo-changed = 撤销不了：这件工单后来又有了变化。
undo-too-late = 撤销不了：已超过 10 秒。
event-undone = 撤销上一步

# 同时打开
live-here = # 也打开了这件工单
live-changed = { $by }刚刚办理：{ $what }，现在是“{ $state }”。
live-changed-itself = 刚刚有变化：{ $what }，现在是“{ $state }”。
live-gone = 已到“#”
live-new = 有 # 件新到，按 . 插入
live-missed = 变化太多，请刷新列表
