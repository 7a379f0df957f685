//! Invented data for the gallery.

use super::Sample;
use crate::chart::{BarChart, HeatChart, LineChart, spark};
use crate::components::*;
use crate::form::FormState;
use crate::html::Html;
use crate::icon::exists;
use crate::map::{Area, LineKind, Map, Marker, Place};
use crate::shell::Tone;
use crate::tr::{Tr, key};

const CENTRE: Place = (1_143_300_000, 305_400_000);
const WEEKDAYS: [&str; 7] = [
    key("gallery-monday"),
    key("gallery-tuesday"),
    key("gallery-wednesday"),
    key("gallery-thursday"),
    key("gallery-friday"),
    key("gallery-saturday"),
    key("gallery-sunday"),
];
const STREETS: [&str; 6] = [
    key("gallery-street-a"),
    key("gallery-street-b"),
    key("gallery-street-c"),
    key("gallery-street-d"),
    key("gallery-street-e"),
    key("gallery-street-f"),
];

pub(super) fn wrong_form() -> FormState {
    let mut form = FormState::from_pairs(vec![
        ("phone".into(), "1387106".into()),
        ("contact".into(), "phone".into()),
        ("agree".into(), "1".into()),
    ]);
    form.error("phone", key("gallery-error-phone"))
        .require("content", key("gallery-error-content"));
    form
}

fn place(east_m: i64, north_m: i64) -> Place {
    (CENTRE.0 + east_m * 104, CENTRE.1 + north_m * 90)
}

fn streets(map: Map) -> Map {
    map.area(
        Area::new(vec![vec![
            place(150, 60),
            place(320, 30),
            place(420, 190),
            place(260, 250),
            place(140, 190),
        ]])
        .water(),
    )
    .line(LineKind::Minor, vec![place(-700, 130), place(-60, 95), place(700, -20)])
    .line(LineKind::Minor, vec![place(-700, -150), place(0, -130), place(700, -230)])
    .line(LineKind::Minor, vec![place(-330, 420), place(-290, -420)])
    .line(LineKind::Minor, vec![place(380, 420), place(430, -420)])
    .line(LineKind::Fast, vec![place(-700, -300), place(-200, -290), place(700, -370)])
    .line(LineKind::Main, vec![place(-20, 460), place(20, 100), place(60, -460)])
}

pub(super) fn place_map(t: Tr) -> Html {
    streets(Map::new("map-place", t.s("gallery-map-place")).view(CENTRE, 700).size(560, 260))
        .name(place(45, 130), t.s("gallery-road"))
        .marker(Marker::pin(place(30, 0), t.s("gallery-map-here")))
        .marker(Marker::new(place(-45, -52), "1", t.s("gallery-match-a")).tone(Tone::Match))
        .marker(Marker::new(place(110, 44), "2", t.s("gallery-match-b")).tone(Tone::Match))
        .attribution(t.s("gallery-map-source"))
        .figure()
        .to_html()
}

pub(super) fn match_map(t: Tr) -> Html {
    streets(Map::new("map-match", t.s("gallery-map-match")).view(CENTRE, 620).size(360, 220))
        .circle(place(20, 0), 150)
        .marker(Marker::pin(place(20, 0), t.s("gallery-map-here")))
        .marker(
            Marker::new(place(-65, -62), "A", t.s("gallery-match-a"))
                .tone(Tone::Match)
                .href("/gallery/desk"),
        )
        .marker(
            Marker::new(place(105, 74), "B", t.s("gallery-match-b"))
                .tone(Tone::Match)
                .href("/gallery/desk"),
        )
        .attribution(t.s("gallery-map-source"))
        .figure()
        .to_html()
}

/// Six made-up streets, as cells of a bent grid.
pub(super) fn area_map(t: Tr) -> Html {
    let corner = |column: i64, row: i64| {
        place(column * 900 + row * 130 + (column * row % 2) * 160, row * 800 + column * 110)
    };
    let mut map = Map::new("map-areas", t.s("gallery-map-areas")).size(560, 330);
    for (index, name) in STREETS.iter().enumerate() {
        let (column, row) =
            (i64::try_from(index % 3).unwrap_or(0), i64::try_from(index / 3).unwrap_or(0));
        let ring = vec![
            corner(column, row),
            corner(column + 1, row),
            corner(column + 1, row + 1),
            corner(column, row + 1),
        ];
        let level = u8::try_from((index * 2 + 1) % 6).unwrap_or(0);
        map = map.area(
            Area::new(vec![ring])
                .level(level)
                .label(t.s(name))
                .title(t.s(name))
                .href("/gallery/board"),
        );
    }
    map.line(LineKind::Water, vec![place(-100, 760), place(1400, 900), place(2950, 1180)])
        .marker(Marker::new(place(1180, 330), "1", t.s("gallery-hot-spot")).tone(Tone::Bad))
        .attribution(t.s("gallery-map-source"))
        .figure()
        .to_html()
}

pub(super) fn timeline(t: Tr) -> Html {
    Timeline::new(vec![
        TimelineItem::new("11-20 09:26", t.s("gallery-step-received")).tone(Tone::Info),
        TimelineItem::new("11-20 09:41", t.s("gallery-step-dispatched"))
            .by(t.s("gallery-person"))
            .tone(Tone::Info),
        TimelineItem::new("11-20 15:10", t.s("gallery-step-late")).tone(Tone::Warn),
        TimelineItem::new("11-21 10:02", t.s("gallery-step-replied"))
            .by(t.s("gallery-unit"))
            .text(t.s("gallery-reply-text"))
            .tone(Tone::Ok),
    ])
    .to_html()
}

pub(super) fn tabs(t: Tr) -> Html {
    let tab = |key: &str, count| Tab::new(t.s(key), "/gallery/desk").count(count);
    Tabs::new(
        t.s("gallery-tabs"),
        vec![
            tab(key("gallery-tab-all"), 23).current(true),
            tab(key("gallery-tab-mine"), 6),
            tab(key("gallery-tab-match"), 9),
        ],
    )
    .to_html()
}

pub(super) fn queue(t: Tr) -> Html {
    let row = |title: &str, icon, time: &str| {
        QueueRow::new("/gallery/desk", t.s(title), t.s("gallery-queue-place")).icon(icon).time(time)
    };
    let category = Tag::new(t.s("gallery-category"));
    let urgent = Tag::new(t.s("gallery-urgent")).tone(Tone::Bad).icon("alert");
    let matching = Tag::new(t.s("gallery-tag-match")).tone(Tone::Match).icon("layers");
    let again = Tag::new(t.s("gallery-tag-again")).tone(Tone::Warn);
    Queue::new(
        t.s("gallery-title-desk"),
        vec![
            row(key("gallery-case-water"), "phone", "09:08")
                .left(t.s("gallery-left-late"), Tone::Bad)
                .tag(category.clone())
                .tag(urgent),
            row(key("gallery-case-charging"), "mail", "09:03")
                .left("0:19", Tone::Warn)
                .tag(category.clone())
                .fresh(true),
            row(key("gallery-case-noise"), "phone", "09:17")
                .left("0:33", Tone::Warn)
                .tag(category.clone())
                .tag(matching.clone()),
            row(key("gallery-case-bikes"), "message", "09:26")
                .left("1:42", Tone::Neutral)
                .tag(matching)
                .tag(again)
                .current(true),
            row(key("gallery-case-lamp"), "message", "09:31")
                .left("1:47", Tone::Neutral)
                .tag(category.clone()),
            row(key("gallery-case-cover"), "building", "09:35")
                .left("1:51", Tone::Neutral)
                .tag(category)
                .fresh(true),
        ],
    )
    .to_html()
}

pub(super) fn clocks(t: Tr) -> Vec<Html> {
    vec![
        ClockBar::new(t.s("gallery-clock-accept"), t.s("gallery-clock-left"), 150)
            .due("11:26")
            .to_html(),
        ClockBar::new(t.s("gallery-clock-finish"), t.s("gallery-clock-soon"), 820)
            .tone(Tone::Warn)
            .due("11-24 17:30")
            .to_html(),
        ClockBar::new(t.s("gallery-clock-contact"), t.s("gallery-clock-late"), 1000)
            .tone(Tone::Bad)
            .to_html(),
    ]
}

pub(super) fn facts(t: Tr) -> Html {
    let urgency = Tag::new(t.s("gallery-normal")).tone(Tone::Info).to_html();
    Definitions::new(vec![
        Definition::new(t.s("gallery-fact-category"), t.s("gallery-category"))
            .note(t.s("gallery-fact-because")),
        Definition::new(t.s("gallery-fact-unit"), t.s("gallery-unit"))
            .note(t.s("gallery-fact-inside")),
        Definition::html(t.s("gallery-fact-urgency"), urgency),
        Definition::new(t.s("gallery-fact-point"), t.s("gallery-fact-when")),
    ])
    .columns()
    .to_html()
}

pub(super) fn meters(t: Tr) -> Vec<(String, Html)> {
    let evidence = |text: &str, text_permille, far: &str, far_permille, long, long_permille| {
        Meters::new()
            .item(t.s("gallery-evidence-text"), text, text_permille)
            .item(t.s("gallery-evidence-distance"), t.n("gallery-metres", far), far_permille)
            .item(t.s("gallery-evidence-time"), t.n("gallery-hours", long), long_permille)
            .to_html()
    };
    vec![
        (t.s("gallery-match-a").into_owned(), evidence("0.92", 920, "60", 780, 16, 640)),
        (t.s("gallery-match-b").into_owned(), evidence("0.86", 860, "103", 560, 1, 980)),
    ]
}

pub(super) fn kpis(t: Tr) -> Html {
    KpiStrip::new(vec![
        Kpi::new(t.s("gallery-kpi-received"), "1,284")
            .unit(t.s("gallery-kpi-cases"))
            .change("↑ 6.8%", Tone::Neutral)
            .href("/gallery/board"),
        Kpi::new(t.s("gallery-kpi-response"), "98.6").unit("%").change("↑ 0.4", Tone::Ok),
        Kpi::new(t.s("gallery-kpi-solved"), "95.1")
            .unit("%")
            .change("↑ 1.3", Tone::Ok)
            .note(t.s("gallery-kpi-target")),
        Kpi::new(t.s("gallery-kpi-satisfied"), "96.2").unit("%").change("↓ 0.2", Tone::Bad),
        Kpi::new(t.s("gallery-kpi-late"), "16")
            .unit(t.s("gallery-kpi-cases"))
            .change("↑ 5", Tone::Bad),
    ])
    .to_html()
}

pub(super) fn figures(t: Tr) -> Vec<Html> {
    let days = (7..=20).map(|day| format!("11/{day}")).collect();
    let line = LineChart::new("chart-line", t.s("gallery-chart-line"), days)
        .description(t.s("gallery-chart-line-words"))
        .series(
            t.s("gallery-kpi-received"),
            vec![70, 64, 98, 104, 98, 96, 103, 76, 69, 108, 112, 99, 101, 88],
        )
        .series(
            t.s("gallery-series-done"),
            vec![60, 55, 92, 101, 100, 97, 99, 74, 66, 92, 109, 104, 102, 91],
        );
    let mut bars =
        BarChart::new("chart-bars", t.s("gallery-chart-bars")).note(t.s("gallery-chart-bars-note"));
    for (name, value, change) in [
        (key("gallery-kind-parking"), 198, "+31%"),
        (key("gallery-kind-noise"), 176, "+4%"),
        (key("gallery-kind-property"), 158, "−6%"),
        (key("gallery-kind-facilities"), 143, "+2%"),
        (key("gallery-kind-fumes"), 112, "−11%"),
    ] {
        bars = bars.bar_link(t.s(name), value, change, "/gallery/board");
    }
    let hours = (3..12).map(|hour| format!("{}–{}", hour * 2, hour * 2 + 2)).collect();
    let mut heat = HeatChart::new("chart-heat", t.s("gallery-chart-heat"), hours)
        .description(t.s("gallery-chart-heat-words"));
    for (index, day) in (0_i64..).zip(WEEKDAYS) {
        let values = (0..9)
            .map(|hour| (index * 7 + hour * 13) % 29 + if hour == 1 || hour == 6 { 14 } else { 0 })
            .collect();
        heat = heat.row(t.s(day), values);
    }
    vec![
        line.figure(t, t.s("gallery-day")).to_html(),
        bars.figure(t).to_html(),
        heat.figure(t, t.s("gallery-day")).to_html(),
    ]
}

pub(super) fn rows(t: Tr) -> Vec<(String, i64, Html, String, bool)> {
    let row = |(index, name): (i64, &&str)| {
        let trend: Vec<i64> = (0..14).map(|day| (day * 7 + index * 5) % 11 + 4).collect();
        let rate = 981 - index * 17;
        (t.s(name).into_owned(), 187 - index * 21, spark(&trend), t.percent(rate), rate < 930)
    };
    (0_i64..).zip(STREETS.iter()).map(row).collect()
}

pub(super) fn resident(t: Tr) -> Vec<Sample> {
    let mut all = vec![buttons(t), tiles(t), tags(t), notices(t)];
    all.extend(shared(t));
    all
}

fn sample(id: &'static str, title: impl AsRef<str>, parts: Vec<Html>) -> Sample {
    Sample { id, title: title.as_ref().to_owned(), parts }
}

fn buttons(t: Tr) -> Sample {
    let send = t.s("gallery-send");
    sample(
        "s-buttons",
        t.s("gallery-buttons"),
        vec![
            Button::submit(&send).primary().icon("send").to_html(),
            Button::link(t.s("gallery-call"), "tel:12345").icon("phone").to_html(),
            Button::submit(t.s("gallery-join")).matching().to_html(),
            Button::submit(t.s("gallery-withdraw")).danger().icon("trash").to_html(),
            Button::submit(t.s("gallery-later")).quiet().to_html(),
            Button::submit(&send).small().keys("E").to_html(),
            Button::submit(&send).disabled().to_html(),
            Button::scripted(t.s("gallery-copy"))
                .icon("copy")
                .data("copy", "LJ-20261120-0417")
                .data("copy-done", t.s("gallery-copied"))
                .to_html(),
        ],
    )
}

fn tiles(t: Tr) -> Sample {
    let tiles = Tiles::new(vec![
        Tile::new("edit", t.s("gallery-tile-report"), "/gallery")
            .hint(t.s("gallery-tile-report-hint"))
            .primary(),
        Tile::new("search", t.s("gallery-tile-follow"), "/gallery")
            .hint(t.s("gallery-tile-follow-hint")),
    ]);
    sample("s-tiles", t.s("gallery-tiles"), vec![tiles.to_html()])
}

fn tags(t: Tr) -> Sample {
    let tag = |key: &str, tone: Tone| Tag::new(t.s(key)).tone(tone);
    sample(
        "s-tags",
        t.s("gallery-tags"),
        vec![
            tag(key("gallery-state-waiting"), Tone::Neutral).to_html(),
            tag(key("gallery-state-going"), Tone::Info).to_html(),
            tag(key("gallery-state-done"), Tone::Ok).icon("check").to_html(),
            tag(key("gallery-tag-again"), Tone::Warn).to_html(),
            tag(key("gallery-urgent"), Tone::Bad).icon("alert").to_html(),
            tag(key("gallery-tag-match"), Tone::Match).icon("layers").to_html(),
            tag(key("gallery-left-late"), Tone::Bad).strong().to_html(),
        ],
    )
}

fn notices(t: Tr) -> Sample {
    let notice = |tone| Notice::new(tone, t.s("gallery-notice"));
    sample(
        "s-notices",
        t.s("gallery-notices"),
        vec![
            notice(Tone::Info)
                .title(t.s("gallery-notice-title"))
                .link(t.s("gallery-notice-link"), "/gallery")
                .to_html(),
            notice(Tone::Ok).to_html(),
            notice(Tone::Warn).to_html(),
            Notice::new(Tone::Bad, t.s("gallery-emergency"))
                .title(t.s("gallery-emergency-title"))
                .to_html(),
        ],
    )
}

pub(super) fn shared(t: Tr) -> Vec<Sample> {
    debug_assert!(exists("send"), "samples name icons that exist");
    let crumbs = vec![
        Crumb::new(t.s("gallery-site-name"), "/gallery"),
        Crumb::new(t.s("gallery-tab-mine"), "/gallery"),
    ];
    let picture =
        |key: &str| Photo::new(crate::asset("icon.svg"), crate::asset("icon.svg"), t.s(key));
    let next = Some("/gallery?after=20".to_owned());
    vec![
        sample(
            "s-way",
            t.s("gallery-ways"),
            vec![
                Breadcrumb::new(t, crumbs).to_html(),
                Pager::new(t, next.clone(), next).summary("21–40").to_html(),
            ],
        ),
        sample(
            "s-empty",
            t.s("gallery-empty"),
            vec![
                EmptyState::new("check-circle", t.s("gallery-empty-title"))
                    .text(t.s("gallery-empty-text"))
                    .link(t.s("gallery-tile-report"), "/gallery")
                    .to_html(),
            ],
        ),
        sample(
            "s-photos",
            t.s("gallery-photos"),
            vec![
                PhotoGrid::new(vec![
                    picture(key("gallery-photo-near")),
                    picture(key("gallery-photo-far")),
                ])
                .to_html(),
            ],
        ),
    ]
}
