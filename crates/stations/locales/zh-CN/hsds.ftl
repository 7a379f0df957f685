## 给其他系统的接口
hsds-about = 驿站、服务事项和提供单位的目录，按 HSDS 3 规范提供
hsds-ours = 本系统自定的分类
hsds-groups = 服务类别（九类）
hsds-audiences = 服务对象
hsds-facilities = 驿站设施
hsds-types = 驿站类型
hsds-capacity = 各驿站报来的合计，过时的不算
hsds-bad-value = 这个参数读不懂
