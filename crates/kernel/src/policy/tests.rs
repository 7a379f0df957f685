use jiff::civil::date;

use super::*;
use crate::counting::LimitUnit;

const HEAD: &str = "id = 'demo'\nversion = '2026.1'\ntitle = '示例'\nregion = '439900000000'\n\
                    valid_from = 2026-01-01\nvalid_to = '2026-12-31'\nbasis = '示例规定'\n";

fn pack(rules: &str) -> Result<PolicyPack, Vec<PolicyFault>> {
    PolicyPack::parse(&format!("{HEAD}{rules}"))
}

fn good(rules: &str) -> PolicyPack {
    pack(rules).expect("a good pack")
}

/// A rule for `handle` with an amount to know it by.
fn rule(amount: u32, matches: &str) -> String {
    format!(
        "[[rules]]\nclock = 'handle'\nmatch = {{ {matches} }}\namount = {amount}\nunit = 'hour'\n"
    )
}

const FACTS: OrderFacts<'static> = OrderFacts {
    order_type: "complaint",
    urgency: "normal",
    category: "010203",
    channel_class: "hotline",
    region: "439901005003",
};

fn hours(pack: &PolicyPack, facts: &OrderFacts<'_>) -> Option<u32> {
    pack.resolve(facts, ClockKind::Handle, date(2026, 5, 1)).map(|rule| rule.limit.amount)
}

#[test]
fn the_built_in_packs_are_good_and_hold_the_published_limits() {
    let ids: Vec<&str> = PolicyPack::built_in().iter().map(|pack| pack.id.as_str()).collect();
    assert_eq!(ids, ["beijing_2020", "tianjin", "shandong", "shanghai_street", "xinfang_2022"]);
    let petition = OrderFacts { channel_class: "petition", ..FACTS };
    let critical = OrderFacts { urgency: "critical", ..FACTS };
    let urgent = OrderFacts { urgency: "urgent", ..FACTS };
    let hard = OrderFacts { urgency: "complex", ..FACTS };
    let asks = OrderFacts { order_type: "consultation", ..FACTS };
    for (pack, facts, clock, limit) in [
        (0, &critical, ClockKind::Handle, Limit::new(2, LimitUnit::Hour)),
        (0, &FACTS, ClockKind::Handle, Limit::new(7, LimitUnit::NaturalDay)),
        (1, &critical, ClockKind::SignIn, Limit::new(15, LimitUnit::Minute)),
        (1, &urgent, ClockKind::SignIn, Limit::new(30, LimitUnit::Minute)),
        (1, &FACTS, ClockKind::SignIn, Limit::new(1, LimitUnit::WorkingDay)),
        (2, &FACTS, ClockKind::Handle, Limit::new(5, LimitUnit::WorkingDay)),
        (2, &FACTS, ClockKind::Objection, Limit::new(2, LimitUnit::WorkingDay)),
        (3, &FACTS, ClockKind::FirstContact, Limit::new(1, LimitUnit::WorkingDay)),
        (3, &asks, ClockKind::Handle, Limit::new(1, LimitUnit::WorkingDay)),
        (3, &FACTS, ClockKind::Handle, Limit::new(5, LimitUnit::WorkingDay)),
        (3, &hard, ClockKind::Handle, Limit::new(15, LimitUnit::WorkingDay)),
        (3, &FACTS, ClockKind::Rework, Limit::new(3, LimitUnit::WorkingDay)),
        (4, &petition, ClockKind::PetitionNotice, Limit::new(15, LimitUnit::NaturalDay)),
        (4, &petition, ClockKind::PetitionHandle, Limit::new(60, LimitUnit::NaturalDay)),
        (4, &petition, ClockKind::PetitionObjection, Limit::new(5, LimitUnit::WorkingDay)),
        (4, &petition, ClockKind::Review2, Limit::new(30, LimitUnit::NaturalDay)),
    ] {
        let pack = &PolicyPack::built_in()[pack];
        let found = pack.resolve(facts, clock, date(2026, 5, 1)).map(|rule| rule.limit);
        assert_eq!(found, Some(limit), "{} {clock}", pack.id);
    }
    let petitions = &PolicyPack::built_in()[4];
    assert_eq!(petitions.resolve(&FACTS, ClockKind::PetitionNotice, date(2026, 5, 1)), None);
    assert_eq!(petitions.resolve(&petition, ClockKind::PetitionNotice, date(2022, 4, 30)), None);
}

#[test]
fn the_pack_of_the_demo_city_is_good() {
    let city = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo");
    let text = std::fs::read_to_string(city.join("policy.toml")).expect("the file is there");
    let pack = PolicyPack::parse(&text).expect("a good pack");
    let procedures = pack.procedures.expect("the demo city says how its procedures go");
    for kind in [ReasonKind::Deferral, ReasonKind::Exclusion] {
        assert!(procedures.reasons(kind).count() > 3, "{kind:?}");
    }
    // What is shipped lies in one place: the city's folder holds no copy of it.
    assert!(!city.join("policies").exists());
}

#[test]
fn a_rule_takes_over_from_its_pack_what_it_does_not_say() {
    let pack = good(
        "weekend_extends = false\nwarn_at = [400, 900]\n\
         [[rules]]\nclock = 'sign_in'\namount = 1\nunit = 'working_day'\n\
         [[rules]]\nclock = 'handle'\namount = 3\nunit = 'month'\nweekend_extends = true\nwarn_at = [600, 700]\n\
         pause_on = ['need_info', 'hearing']\nextension = { amount = 1, unit = 'month' }\nbasis = '第三条'\n",
    );
    let [sign_in, handle] = &pack.rules[..] else { panic!("two rules") };
    assert_eq!(sign_in.counting, CountingRule { weekend_extends: false });
    assert_eq!(sign_in.warning, WarningShares { yellow_permille: 400, red_permille: 900 });
    assert_eq!((sign_in.basis.as_str(), sign_in.valid_to), ("示例规定", Some(date(2026, 12, 31))));
    assert_eq!((sign_in.pause_on.len(), sign_in.extension), (0, None));
    assert_eq!(handle.counting, CountingRule { weekend_extends: true });
    assert_eq!(handle.warning, WarningShares { yellow_permille: 600, red_permille: 700 });
    assert_eq!(handle.pause_on, [PauseReason::NeedInfo, PauseReason::Hearing]);
    let terms = ExtensionTerms {
        most: Limit::new(1, LimitUnit::Month),
        times: 1,
        before_expiry: true,
        approver: Approver::Dispatcher,
    };
    assert_eq!(handle.extension, Some(terms));
    assert_eq!((handle.basis.as_str(), handle.line), ("第三条", 14));
    assert_eq!(pack.rates, RateWeights::default());
}

#[test]
fn the_more_specific_rule_wins_wherever_it_stands() {
    let ladder = [
        "",
        "channel_class = 'hotline'",
        "region = '439900000000'",
        "region = '439901000000'",
        "region = '439901005', channel_class = 'hotline'",
        "category = '01'",
        "category = '010203'",
        "order_type = ['complaint', 'help']",
        "order_type = 'complaint'",
        "order_type = 'complaint', category = '01'",
        "urgency = ['normal', 'complex']",
        "urgency = 'normal'",
        "urgency = 'normal', order_type = 'complaint', region = '43'",
    ];
    for top in 1..=ladder.len() {
        let rules: Vec<String> =
            (1..).zip(&ladder[..top]).map(|(hour, matches)| rule(hour, matches)).collect();
        let backwards: Vec<String> = rules.iter().rev().cloned().collect();
        let want = Some(top as u32);
        assert_eq!(hours(&good(&rules.concat()), &FACTS), want);
        assert_eq!(hours(&good(&backwards.concat()), &FACTS), want);
    }
}

#[test]
fn equally_specific_rules_are_taken_in_the_order_of_the_file() {
    let one = rule(1, "order_type = ['complaint', 'help']");
    let two = rule(2, "order_type = ['complaint', 'report']");
    assert_eq!(hours(&good(&format!("{one}{two}")), &FACTS), Some(1));
    assert_eq!(hours(&good(&format!("{two}{one}")), &FACTS), Some(2));
}

#[test]
fn a_rule_fits_only_what_it_names() {
    for (matches, fits) in [
        ("order_type = 'help'", false),
        ("urgency = 'critical'", false),
        ("category = '0103'", false),
        ("category = '0102'", true),
        ("channel_class = ['network', 'hotline']", true),
        ("region = '439902000000'", false),
        ("region = '4399'", true),
        ("region = '439901005003'", true),
    ] {
        assert_eq!(hours(&good(&rule(1, matches)), &FACTS).is_some(), fits, "{matches}");
    }
    let unknown_place = OrderFacts { region: "", ..FACTS };
    assert_eq!(hours(&good(&rule(1, "region = '4399'")), &unknown_place), None);
    assert_eq!(hours(&good(&rule(1, "")), &unknown_place), Some(1));
}

#[test]
fn rules_and_packs_are_in_force_from_the_first_to_the_last_day() {
    let spring = "[[rules]]\nclock = 'handle'\namount = 1\nunit = 'hour'\nvalid_from = 2026-03-01\nvalid_to = 2026-05-31\n";
    let summer =
        "[[rules]]\nclock = 'handle'\namount = 2\nunit = 'hour'\nvalid_from = 2026-06-01\n";
    let pack = good(&format!("{spring}{summer}"));
    for (day, want) in [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), Some(1)),
        (date(2026, 5, 31), Some(1)),
        (date(2026, 6, 1), Some(2)),
        (date(2026, 12, 31), Some(2)),
        (date(2027, 1, 1), None),
    ] {
        let found = pack.resolve(&FACTS, ClockKind::Handle, day).map(|rule| rule.limit.amount);
        assert_eq!(found, want, "{day}");
    }
    assert!(pack.is_in_force(date(2026, 1, 1)) && !pack.is_in_force(date(2025, 12, 31)));
}

#[test]
fn every_fault_is_named_with_its_line_and_rule() {
    use PolicyFaultKind::*;
    let rule = |lines: &str| format!("[[rules]]\n{lines}\n");
    let handle = "clock = 'handle'\namount = 1\nunit = 'hour'";
    for (text, line, number, kind) in [
        (String::new(), 1, None, NoRule),
        (rule("clock = 'lunch'\namount = 1\nunit = 'hour'"), 8, Some(1), Clock("lunch".into())),
        (rule("clock = 'handle'\namount = 1\nunit = 'week'"), 8, Some(1), Unit("week".into())),
        (rule("clock = 'handle'\namount = 0\nunit = 'hour'"), 8, Some(1), Amount(0)),
        (rule("clock = 'handle'\namount = 10001\nunit = 'hour'"), 8, Some(1), Amount(10_001)),
        (
            rule(&format!("{handle}\npause_on = ['objection']")),
            8,
            Some(1),
            PauseReason("objection".into()),
        ),
        (rule(&format!("{handle}\nwarn_at = [800, 500]")), 8, Some(1), WarnAt),
        (
            rule(&format!("{handle}\nmatch = {{ region = '43990' }}")),
            8,
            Some(1),
            Region("43990".into()),
        ),
        (
            rule(&format!("{handle}\nvalid_from = 2026-05-01\nvalid_to = 2026-04-01")),
            8,
            Some(1),
            Validity,
        ),
        (rule(&format!("{handle}\nvalid_from = 'May'")), 8, Some(1), Date("May".into())),
        (rule(handle) + &rule(handle), 12, Some(2), Duplicate(8)),
        (format!("warn_at = [0, 1001]\n{}", rule(handle)), 8, None, WarnAt),
        (rates("300", "350", "10") + &rule(handle), 8, None, Weights(1_010)),
        (rates("300", "340", "0") + &rule(handle), 8, None, NMin),
    ] {
        assert_eq!(
            pack(&text).err(),
            Some(vec![PolicyFault { line, rule: number, kind }]),
            "{text}"
        );
    }
    let several = pack(
        &(rule("clock = 'lunch'\namount = 1\nunit = 'hour'")
            + &rule("clock = 'handle'\namount = 1\nunit = 'week'")),
    );
    assert_eq!(several.map_err(|faults| faults.len()), Err(2));
}

fn rates(response: &str, resolution: &str, n_min: &str) -> String {
    format!(
        "[rates]\nresponse = {response}\nresolution = {resolution}\nsatisfaction = 360\npartly = 500\nmostly = 800\nn_min = {n_min}\n"
    )
}

#[test]
fn what_is_not_toml_or_not_a_field_is_named_by_line() {
    for (text, line) in [
        ("[[rules]]\nclock = handle\n", 9),
        ("[[rules]]\nclock = 'handle'\namount = 1\nunit = 'hour'\ncolour = 'red'\n", 12),
        ("[[rules]]\nclock = 'handle'\namount = 'one'\nunit = 'hour'\n", 10),
    ] {
        let faults = pack(text).expect_err("a fault");
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [line], "{faults:?}");
        assert!(matches!(faults[0].kind, PolicyFaultKind::Syntax(_)), "{faults:?}");
    }
    assert!(PolicyPack::parse("").is_err());
}

#[test]
fn the_weights_of_a_pack_are_read() {
    let text =
        rates("300", "340", "12") + "[[rules]]\nclock = 'handle'\namount = 1\nunit = 'hour'\n";
    let rates = good(&text).rates;
    assert_eq!(
        (rates.response_permille, rates.resolution_permille, rates.satisfaction_permille),
        (300, 340, 360)
    );
    assert_eq!((rates.partly_permille, rates.mostly_permille, rates.n_min), (500, 800, 12));
}

#[test]
fn each_clock_survives_its_name() {
    for kind in ClockKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    assert!("".parse::<ClockKind>().is_err());
}

#[test]
fn procedures_are_read_and_their_faults_are_named() {
    let good_text = "[procedures]\nurge_every_hours = 12\nreview_every_days = 7\ndeferral_days_max = 90\n\
        supervision = { hotline = 1, listed = 2, talk = 3, urges = 4, people = 5 }\n\
        reasons = [{ procedure = 'deferral', code = 'history', name = '历史遗留' }]\n";
    let with = |text: &str| pack(&format!("{text}{}", rule(1, "")));
    let read = with(good_text).expect("a good pack").procedures.expect("procedures");
    assert_eq!((read.urge_every_hours, read.supervision.people), (12, 5));
    assert_eq!(
        read.reason(ReasonKind::Deferral, "history").map(|r| r.name.as_str()),
        Some("历史遗留")
    );
    assert_eq!(read.reason(ReasonKind::Exclusion, "history"), None);
    for (from, to, kind) in [
        ("hours = 12", "hours = 0", PolicyFaultKind::Count("urge_every_hours")),
        ("talk = 3", "talk = 0", PolicyFaultKind::Count("talk")),
        ("'deferral'", "'other'", PolicyFaultKind::Procedure("other".into())),
        ("'历史遗留'", "' '", PolicyFaultKind::Reason("history".into())),
    ] {
        let faults = with(&good_text.replace(from, to)).expect_err("a fault");
        assert_eq!(faults.into_iter().map(|fault| fault.kind).collect::<Vec<_>>(), [kind]);
    }
    let extended = |more: &str| {
        pack(&format!(
            "{}extension = {{ amount = 2, unit = 'working_day', {more} }}\n",
            rule(1, "")
        ))
    };
    let terms = extended("times = 2, before_expiry = false, approver = 'unit_reviewer'");
    let terms = terms.expect("a good pack").rules[0].extension.expect("terms");
    assert_eq!(
        (terms.times, terms.before_expiry, terms.approver),
        (2, false, Approver::UnitReviewer)
    );
    assert!(extended("approver = 'mayor'").is_err() && extended("times = 0").is_err());
}
