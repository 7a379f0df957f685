//! Closed dictionaries: enums whose words stand in SQL, URLs, exports and
//! message keys alike.

use crate::words;

words! {
    /// What kind of request (Beijing regulation on handling on complaint,
    /// art. 2; praise after DB12/T 1438-2025).
    pub enum OrderType: "an order type" {
        /// 咨询
        Consultation = "consultation",
        /// 求助
        Help = "help",
        /// 投诉
        Complaint = "complaint",
        /// 举报: may ask for confidentiality; never leaks to the reported.
        Report = "report",
        /// 建议
        Suggestion = "suggestion",
        /// 表扬: no limit, counts in no rate.
        Praise = "praise",
        /// 其他
        Other = "other",
    }
}

words! {
    /// How fast it must go.
    pub enum Urgency: "an urgency" {
        /// 特急: danger to life or property.
        Critical = "critical",
        /// 紧急: water, power, gas, heat and the like.
        Urgent = "urgent",
        /// 一般
        Normal = "normal",
        /// 疑难复杂
        Complex = "complex",
    }
}

words! {
    /// Why a request is not accepted (Beijing regulation, art. 11). Each case
    /// has its own lawful treatment; none is a plain refusal.
    pub enum NotAcceptedReason: "a reason for not accepting" {
        /// Belongs to 110, 119, 120 or 122: transfer at once.
        Emergency = "emergency",
        /// Litigation, arbitration, discipline, reconsideration, disclosure,
        /// or already in petition: tell the statutory route.
        StatutoryRoute = "statutory_route",
        /// In hand or done and nothing new: tell progress or result.
        SameMatter = "same_matter",
        /// State or business secret, privacy: explain.
        SecretOrPrivacy = "secret_or_privacy",
        /// Outside every unit's duty: tell other channels.
        BeyondDuty = "beyond_duty",
        /// Against law or public order: dissuade, tell the consequences.
        Unlawful = "unlawful",
    }
}

words! {
    /// A line a call can be handed to.
    pub enum Line: "a line" {
        /// Police.
        Police110 = "110",
        /// Fire.
        Fire119 = "119",
        /// Ambulance.
        Ambulance120 = "120",
        /// Traffic police.
        Traffic122 = "122",
        /// The petition office.
        Petition = "petition",
    }
}

words! {
    /// Why a unit objects to a dispatch.
    pub enum ObjectionGround: "a ground of objection" {
        /// 属地不符
        WrongTerritory = "wrong_territory",
        /// 职能不符或交叉
        WrongFunction = "wrong_function",
        /// 权属不清
        UnclearOwnership = "unclear_ownership",
        /// 超出行政范围
        BeyondAdministration = "beyond_administration",
    }
}

words! {
    /// How far the matter is solved; the unit's claim in a reply and the
    /// requester's word in a callback use the same three.
    pub enum Solved: "how far it is solved" {
        /// 已解决
        Resolved = "resolved",
        /// 部分解决
        Partly = "partly",
        /// 未解决
        Unresolved = "unresolved",
    }
}

words! {
    /// How the requester judges the work.
    pub enum Satisfied: "a satisfaction" {
        /// 满意
        Satisfied = "satisfied",
        /// 基本满意
        Mostly = "mostly",
        /// 不满意
        Unsatisfied = "unsatisfied",
        /// 未评价
        NotRated = "not_rated",
    }
}

words! {
    /// Where a request started.
    pub enum Origin: "an origin" {
        /// 接诉即办
        OnComplaint = "on_complaint",
        /// 未诉先办
        BeforeComplaint = "before_complaint",
        /// 不诉自办
        SelfInitiated = "self_initiated",
    }
}
