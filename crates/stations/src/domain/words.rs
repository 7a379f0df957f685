//! Closed lists of words, as they stand in files, tables and interfaces.

use crate::words;

words! {
    /// What an organisation is.
    pub enum OrganisationKind: "a kind of organisation" {
        /// An authority or public institution.
        Public = "public",
        /// An association or charity.
        Social = "social",
        /// A company.
        Enterprise = "enterprise",
    }
}

words! {
    /// The nine groups of services. No source lists them; these are ours.
    pub enum ServiceGroup: "a group of services" {
        /// 通行
        Access = "access",
        /// 歇脚
        Rest = "rest",
        /// 餐饮
        Meals = "meals",
        /// 充换电
        Power = "power",
        /// 维权法律
        Rights = "rights",
        /// 健康心理
        Health = "health",
        /// 学习提升
        Learning = "learning",
        /// 子女托管
        Children = "children",
        /// 住房
        Housing = "housing",
    }
}

words! {
    /// What people come to a station for, in the words they use. The list is ours.
    pub enum Need: "a need" {
        /// 给车充电、换电
        Power = "power",
        /// 手机充电
        Phone = "phone",
        /// 喝水
        Water = "water",
        /// 热饭、吃饭
        Meal = "meal",
        /// 厕所
        Toilet = "toilet",
        /// 坐下休息
        Rest = "rest",
        /// 纳凉、取暖
        Air = "air",
        /// 修车、打气
        Repair = "repair",
        /// 躲雨、借雨具
        Rain = "rain",
        /// 药箱、急救
        FirstAid = "first_aid",
        /// 洗澡、洗衣
        Wash = "wash",
        /// 停车
        Parking = "parking",
        /// 母婴室
        Nursing = "nursing",
        /// 上网
        Wifi = "wifi",
        /// 存东西
        Lockers = "lockers",
        /// 进小区
        Access = "access",
        /// 法律帮助
        Legal = "legal",
        /// 看病、心理
        Health = "health",
        /// 学习
        Learning = "learning",
        /// 带孩子
        Children = "children",
        /// 租房
        Housing = "housing",
    }
}

words! {
    /// For whom a service is.
    pub enum Audience: "an audience" {
        /// Everybody.
        Everyone = "everyone",
        /// 新就业群体: couriers, riders, drivers, streamers.
        NewEmployment = "new_employment",
        /// Drivers of lorries and cars for hire.
        Drivers = "drivers",
    }
}

words! {
    /// Whether a service costs something.
    pub enum Cost: "a kind of cost" {
        /// Nothing.
        Free = "free",
        /// Something, told before.
        Paid = "paid",
    }
}

words! {
    /// How one comes to a service.
    pub enum Access: "a way to a service" {
        /// One walks in.
        WalkIn = "walk_in",
        /// One books a time.
        Booking = "booking",
    }
}

words! {
    /// How a station is equipped.
    pub enum StationType: "a type of station" {
        /// 示范型
        Model = "model",
        /// 标准型
        Standard = "standard",
        /// 分布式: a corner of a shop or lobby.
        Distributed = "distributed",
        /// 司机之家
        DriverHome = "driver_home",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// What a station is attached to.
    pub enum HostType: "a type of host" {
        /// Nothing: it was built for itself.
        New = "new",
        /// 党群服务中心
        PartyCentre = "party_centre",
        /// 工会驿站
        Union = "union",
        /// A shop.
        Store = "store",
        /// A property company's lobby.
        Property = "property",
        /// A bank.
        Bank = "bank",
        /// A station of public transport.
        Metro = "metro",
    }
}

words! {
    /// Where a station stands.
    pub enum StationStatus: "a status of a station" {
        /// Planned.
        Planned = "planned",
        /// In use.
        Open = "open",
        /// Not in use for now.
        Suspended = "suspended",
    }
}

words! {
    /// What can be at a station.
    pub enum FacilityKind: "a kind of facility" {
        /// 空调、暖气
        Air = "air",
        /// 饮水
        Water = "water",
        /// 热水
        HotWater = "hot_water",
        /// 座椅
        Seats = "seats",
        /// 微波炉
        Microwave = "microwave",
        /// 冰箱
        Fridge = "fridge",
        /// 手机充电
        PhoneCharging = "phone_charging",
        /// 电瓶充换电
        Swap = "swap",
        /// 充气
        TyrePump = "tyre_pump",
        /// 药箱
        FirstAid = "first_aid",
        /// 雨具
        RainGear = "rain_gear",
        /// 修理工具
        Tools = "tools",
        /// 厕所
        Toilet = "toilet",
        /// 母婴室
        Nursing = "nursing",
        /// Wi-Fi
        Wifi = "wifi",
        /// 储物柜
        Lockers = "lockers",
        /// 图书
        Books = "books",
        /// 自动除颤仪
        Aed = "aed",
        /// 淋浴
        Shower = "shower",
        /// 洗衣
        Laundry = "laundry",
        /// 停车
        Parking = "parking",
        /// 份餐
        Meals = "meals",
        /// 床位
        Beds = "beds",
    }
}

words! {
    /// What is said of a facility at the moment.
    pub enum LiveWord: "a state of a facility" {
        /// It can be used.
        Free = "free",
        /// Few are left.
        Few = "few",
        /// All are taken.
        Full = "full",
        /// It does not work.
        Broken = "broken",
        /// Nobody has said it in time.
        Unknown = "unknown",
    }
}

words! {
    /// What a post is for.
    pub enum PostKind: "a kind of post" {
        /// Keeping a station.
        Station = "station",
        /// Giving services for an organisation.
        Organisation = "organisation",
        /// Keeping a friendly compound.
        Compound = "compound",
        /// Suspending passes in a compound.
        PassAuthority = "pass_authority",
    }
}

mod keeping;
mod register;

pub use keeping::{
    CorrectedField, CorrectionState, FaultState, ReportSource, SpecialState, VisitKind,
};
pub use register::{
    CheckResult, CourseKind, MeasureKind, MeasureState, MerchantKind, RoomKind, SceneOrigin,
};
