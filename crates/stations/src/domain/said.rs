//! Closed lists of words of what riders and drivers say.

use crate::words;

words! {
    /// What a quick report is.
    pub enum QuickKind: "a kind of quick report" {
        /// Something that is not in order.
        Problem = "problem",
        /// Somebody needs help, not at once.
        Help = "help",
        /// A suggestion.
        Suggestion = "suggestion",
    }
}

words! {
    /// What somebody who sends something is, if they say.
    pub enum Reporter: "what somebody is" {
        /// 外卖骑手
        Rider = "rider",
        /// 快递员
        Courier = "courier",
        /// 网约车司机
        Driver = "driver",
        /// 货车司机
        Freight = "freight",
        /// 居民
        Resident = "resident",
        /// They do not say.
        Unsaid = "unsaid",
    }
}

words! {
    /// Help that somebody gave on the way.
    pub enum HelpKind: "a kind of help" {
        /// 指路带路
        Direction = "direction",
        /// 扶助老幼病残
        Support = "support",
        /// 归还失物
        Lost = "lost",
        /// 清除路障
        Clear = "clear",
        /// 救人救急
        Rescue = "rescue",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// What an appeal is about.
    pub enum AppealKind: "a kind of appeal" {
        /// 平台扣罚（超时、差评等）
        PlatformPenalty = "platform_penalty",
        /// 账号被封停
        AccountBlock = "account_block",
        /// 小区、楼宇不让进
        GateRefusal = "gate_refusal",
        /// 通行证被暂停
        PassSuspension = "pass_suspension",
        /// 工伤、交通事故
        Accident = "accident",
        /// 工资、配送费
        Wage = "wage",
        /// 社会保险
        SocialInsurance = "social_insurance",
        /// 辱骂、骚扰、殴打
        Harassment = "harassment",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// Which way an appeal goes.
    pub enum AppealRoute: "a way of appeals" {
        /// The desk of the hotline works on it as a request.
        Hotline = "hotline",
        /// 劳动争议: mediation, arbitration, court.
        Labour = "labour",
        /// The union speaks with the company.
        Union = "union",
        /// The platform's own way, watched by the unit named.
        Platform = "platform",
    }
}

words! {
    /// What kind of company an appeal is against.
    pub enum CompanyClass: "a class of company" {
        /// 外卖平台
        Takeaway = "takeaway",
        /// 快递企业
        Delivery = "delivery",
        /// 网约车平台
        RideHailing = "ride_hailing",
        /// 货运平台
        Freight = "freight",
        /// 物业、小区、楼宇
        Property = "property",
        /// Any other.
        Other = "other",
    }
}
