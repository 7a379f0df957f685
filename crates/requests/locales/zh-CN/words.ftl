## state
state-received = 已登记
state-need-info = 待补充
state-answered = 直接答复
state-not-accepted = 不予受理
state-transferred = 已转接
state-repeat-linked = 已并入
state-to-dispatch = 待派单
state-dispatched = 已派单
state-objected = 派单异议中
state-acknowledged = 已签收
state-in-progress = 办理中
state-deferred = 挂账
state-replied = 待审核
state-to-callback = 待回访
state-called-back = 已回访
state-closed = 已结案
state-withdrawn = 已撤回
state-archived = 已归档

## queue
queue-intake = 受理
queue-dispatch = 派单
queue-unit = 承办
queue-review = 审核
queue-callback = 回访
queue-done = 已了结

## type
type-consultation = 咨询
type-help = 求助
type-complaint = 投诉
type-report = 举报
type-suggestion = 建议
type-praise = 表扬
type-other = 其他

## urgency
urgency-critical = 特急
urgency-urgent = 紧急
urgency-normal = 一般
urgency-complex = 疑难复杂

## solved
solved-resolved = 已解决
solved-partly = 部分解决
solved-unresolved = 未解决

## satisfied
satisfied-satisfied = 满意
satisfied-mostly = 基本满意
satisfied-unsatisfied = 不满意
satisfied-not-rated = 未评价

## not-accepted
not-accepted-emergency = 属于110、119、120、122受理范围
not-accepted-statutory-route = 应走诉讼、仲裁、复议等法定途径
not-accepted-same-matter = 同一事项正在办理或已办结，且无新情况
not-accepted-secret-or-privacy = 涉及国家秘密、商业秘密或个人隐私
not-accepted-beyond-duty = 超出各承办单位职责
not-accepted-unlawful = 违反法律法规或公序良俗

## ground
ground-wrong-territory = 属地不符
ground-wrong-function = 职能不符或交叉
ground-unclear-ownership = 权属不清
ground-beyond-administration = 超出行政范围

## line
line-110 = 公安110
line-119 = 消防119
line-120 = 急救120
line-122 = 交警122
line-petition = 信访部门

## clock
clock-intake = 受理派单时限
clock-sign-in = 签收时限
clock-first-contact = 首次联系时限
clock-handle = 办结时限
clock-rework = 重办时限
clock-callback = 回访时限
clock-objection-ruling = 异议裁定时限
clock-other = 其他时限
