//! Words of merchants, scenes, housing and courses.

use crate::words;

words! {
    /// What a merchant sells or does.
    pub enum MerchantKind: "a kind of merchant" {
        /// 餐饮
        Food = "food",
        /// 超市便利店
        Shop = "shop",
        /// 车辆维修
        Repair = "repair",
        /// 药店
        Pharmacy = "pharmacy",
        /// 理发
        Barber = "barber",
        /// 充换电
        Power = "power",
        /// 住宿
        Lodging = "lodging",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// Who named a type of scene.
    pub enum SceneOrigin: "an origin of a type of scene" {
        /// The city's own documents.
        Named = "named",
        /// We did, to have nine.
        Ours = "ours",
    }
}

words! {
    /// What makes a scene friendly.
    pub enum MeasureKind: "a measure of a scene" {
        /// 扫码进门
        Gate = "gate",
        /// 入口指引
        Signs = "signs",
        /// 楼栋导览图
        MapBoard = "map_board",
        /// 楼号夜间看得清
        LitNumbers = "lit_numbers",
        /// 临时停车位
        Bays = "bays",
        /// 充电
        Charging = "charging",
        /// 歇脚
        Rest = "rest",
        /// 饮水
        Water = "water",
        /// 厕所开放
        Toilet = "toilet",
        /// 专用取餐口
        PickUp = "pick_up",
    }
}

words! {
    /// How far a measure is.
    pub enum MeasureState: "a state of a measure" {
        /// It is there.
        Done = "done",
        /// It is planned.
        Planned = "planned",
    }
}

words! {
    /// What an acceptance found.
    pub enum CheckResult: "a result of a check" {
        /// It is met.
        Met = "met",
        /// It is not.
        Unmet = "unmet",
    }
}

words! {
    /// How a room is shared.
    pub enum RoomKind: "a kind of room" {
        /// For one.
        Single = "single",
        /// For several, each with a bed.
        Shared = "shared",
        /// For a family.
        Family = "family",
    }
}

words! {
    /// What a course leads to.
    pub enum CourseKind: "a kind of course" {
        /// A degree.
        Degree = "degree",
        /// A skill.
        Skill = "skill",
        /// A licence or certificate.
        Licence = "licence",
        /// Safety on the road and at work.
        Safety = "safety",
        /// Anything else worth an evening.
        Evening = "evening",
    }
}
