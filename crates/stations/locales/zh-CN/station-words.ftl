## 驿站的固定用语
# Need
station-need-power = 充电换电
station-need-phone = 手机充电
station-need-water = 喝水
station-need-meal = 热饭
station-need-toilet = 厕所
station-need-rest = 休息
station-need-air = 纳凉取暖
station-need-repair = 修车打气
station-need-rain = 雨具
station-need-first-aid = 药箱急救
station-need-wash = 洗澡洗衣
station-need-parking = 停车
station-need-nursing = 母婴室
station-need-wifi = 上网
station-need-lockers = 储物柜
station-need-access = 进小区
station-need-legal = 法律帮助
station-need-health = 健康心理
station-need-learning = 学习提升
station-need-children = 带孩子
station-need-housing = 找住处
# FacilityKind
station-facility-air = 空调暖气
station-facility-water = 饮水
station-facility-hot-water = 热水
station-facility-seats = 座椅
station-facility-microwave = 微波炉
station-facility-fridge = 冰箱
station-facility-phone-charging = 手机充电
station-facility-swap = 电瓶充换电
station-facility-tyre-pump = 充气泵
station-facility-first-aid = 药箱
station-facility-rain-gear = 雨具
station-facility-tools = 修理工具
station-facility-toilet = 厕所
station-facility-nursing = 母婴室
station-facility-wifi = 无线网
station-facility-lockers = 储物柜
station-facility-books = 图书
station-facility-aed = 自动除颤仪
station-facility-shower = 淋浴
station-facility-laundry = 洗衣机
station-facility-parking = 停车位
station-facility-meals = 份餐
station-facility-beds = 床位
# ServiceGroup
station-group-access = 通行
station-group-rest = 歇脚
station-group-meals = 餐饮
station-group-power = 充换电
station-group-rights = 维权法律
station-group-health = 健康心理
station-group-learning = 学习提升
station-group-children = 子女托管
station-group-housing = 住房
# Audience
station-audience-everyone = 所有人
station-audience-new-employment = 新就业群体
station-audience-drivers = 货车、网约车司机
# Cost
station-cost-free = 免费
station-cost-paid = 收费，先告知
# Access
station-access-walk-in = 直接来
station-access-booking = 需要预约
# StationType
station-type-model = 示范型
station-type-standard = 标准型
station-type-distributed = 分布式
station-type-driver-home = 司机之家
station-type-other = 其他
# HostType
station-host-new = 新建
station-host-party-centre = 依托党群服务中心
station-host-union = 依托工会驿站
station-host-store = 依托门店
station-host-property = 依托物业
station-host-bank = 依托银行网点
station-host-metro = 依托地铁站
# StationStatus
station-status-planned = 筹建中
station-status-open = 在用
station-status-suspended = 暂停使用
# LiveWord
station-live-free = 可以用
station-live-few = 不多了
station-live-full = 都在用
station-live-broken = 坏了
station-live-unknown = 暂无消息
