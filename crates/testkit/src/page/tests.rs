use super::page_check;

const HEAD: &str = "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>反映问题 · 呼应</title>";

fn page(head: &str, body: &str) -> String {
    format!("<!doctype html><html lang=zh-CN><head>{head}</head><body>{body}</body></html>")
}

/// A good page with `extra` in its body.
fn with(extra: &str) -> String {
    page(HEAD, &format!("<h1>反映问题</h1>{extra}"))
}

#[track_caller]
fn check(html: &str, expected: &str) {
    let faults = page_check(html);
    assert_eq!(faults.len(), 1, "one fault was expected: {faults:#?}");
    assert!(faults[0].contains(expected), "{faults:#?} does not say “{expected}”");
}

#[track_caller]
fn check_good(html: &str) {
    assert_eq!(page_check(html), Vec::<String>::new());
}

#[test]
fn a_good_page_has_no_fault() {
    check_good(&with(
        "<a href='#main'>跳到正文</a><main id=main>
         <form method=post action=/requests><input type=hidden name=csrf value=abc>
         <label for=text>内容</label><textarea id=text name=text aria-describedby=hint></textarea><p id=hint>请写清地点</p>
         <label>电话 <input name=phone type=tel></label>
         <select name=kind aria-label=类别><option>咨询</option></select>
         <img src=/assets/a.png alt=''><input type=submit value=提交><button type=submit>提交</button></form>
         <form method=get action=/search><input name=q aria-labelledby=find><span id=find>查找</span></form>
         <script type=module src=/assets/page.js></script></main>",
    ));
}

#[test]
fn broken_html_is_reported() {
    let faults = page_check(&with("<div><p>没有结尾</div></section>"));
    assert!(faults.iter().any(|fault| fault.starts_with("HTML: ")), "{faults:#?}");
}

#[test]
fn a_page_without_doctype_is_reported() {
    let html = with("").replace("<!doctype html>", "");
    assert!(page_check(&html).iter().any(|fault| fault.starts_with("HTML: ")));
}

#[test]
fn the_language_must_be_said() {
    check(&with("").replace(" lang=zh-CN", ""), "language");
    check(&with("").replace(" lang=zh-CN", " lang=''"), "language");
}

#[test]
fn the_viewport_must_be_set() {
    check(&page("<title>反映问题</title>", "<h1>反映问题</h1>"), "viewport");
}

#[test]
fn there_is_exactly_one_heading() {
    check(&page(HEAD, "<p>没有标题</p>"), "0 h1");
    check(&with("<h1>反映问题</h1>"), "2 h1");
    check(&page(HEAD, "<h1> </h1>"), "h1 is empty");
}

#[test]
fn the_title_agrees_with_the_heading() {
    check(&page(HEAD, "<h1>查询进度</h1>"), "do not agree");
    let short = HEAD.replace("反映问题 · 呼应", "问题");
    check_good(
        &page(&short, "<h1>反映 <span>问题</span></h1>").replace("反映 <span>", "反映<span>"),
    );
}

#[test]
fn a_page_has_a_title() {
    let head = HEAD.replace("<title>反映问题 · 呼应</title>", "");
    check(&page(&head, "<h1>反映问题</h1>"), "no title");
    check(&page(&HEAD.replace("反映问题 · 呼应", " "), "<h1>反映问题</h1>"), "no title");
}

#[test]
fn ids_are_unique_and_whole() {
    check(&with("<p id=a>一</p><p id=a>二</p>"), "“a” is used more than once");
    check(&with("<p id='a b'>一</p>"), "empty or has a space");
    check(&with("<p id=''>一</p>"), "empty or has a space");
}

#[test]
fn every_control_has_a_label() {
    check(&with("<input name=a>"), "no label: <input");
    check(&with("<select name=a><option>一</option></select>"), "no label: <select");
    check(&with("<textarea name=a></textarea>"), "no label: <textarea");
    check(&with("<input name=a type=CHECKBOX>"), "no label");
}

#[test]
fn a_label_without_words_is_none() {
    check(&with("<label for=a> </label><input id=a name=a>"), "no label");
    check(&with("<label><input name=a></label>"), "no label");
    check(&with("<input name=a aria-label=' '>"), "no label");
}

#[test]
fn every_button_has_a_type() {
    check(&with("<button>去</button>"), "no type");
    check(&with("<button type=go>去</button>"), "no type");
}

#[test]
fn every_picture_has_a_text() {
    check(&with("<img src=/a.png>"), "no alt");
    check(&with("<input type=image src=/a.png>"), "no alt");
}

#[test]
fn every_form_says_its_method() {
    check(&with("<form action=/a></form>"), "method");
    check(&with("<form action=/a method=delete></form>"), "method");
}

#[test]
fn a_posting_form_carries_its_token() {
    check(&with("<form method=post action=/a></form>"), "csrf");
    check(
        &with("<form method=post action=/a><input type=hidden name=token value=a></form>"),
        "csrf",
    );
    check(
        &with("<input type=hidden name=csrf value=a><form method=post action=/a></form>"),
        "csrf",
    );
    let empty = with("<form method=POST action=/a><input type=hidden name=csrf value=''></form>");
    check(&empty.replace("<html", "<html data-density=desk"), "csrf");
}

#[test]
fn nothing_is_inline() {
    check(&with("<script>alert(1)</script>"), "inline script");
    check(&page(&format!("{HEAD}<style>p{{}}</style>"), "<h1>反映问题</h1>"), "inline style");
    check(&with("<p style='color:red'>红</p>"), "style attribute");
    check(&with("<button type=button onclick='go()'>去</button>"), "inline handler onclick");
    check(&with("<a href='JavaScript:go()'>去</a>"), "script in href");
}

#[test]
fn nothing_comes_from_another_host() {
    check(&with("<script src=https://cdn.example/a.js></script>"), "another host");
    check(&with("<img alt='' src=//cdn.example/a.png>"), "another host");
    check(
        &page(
            &format!("{HEAD}<link rel=stylesheet href=http://cdn.example/a.css>"),
            "<h1>反映问题</h1>",
        ),
        "another host",
    );
    check_good(&with("<a href=https://www.gov.cn/>国务院</a>"));
    check_good(&page(
        &format!("{HEAD}<link rel=canonical href=https://city.example/a>"),
        "<h1>反映问题</h1>",
    ));
}

#[test]
fn no_message_is_missing() {
    check(&with("<p>⟦requests.submit⟧</p>"), "⟦requests.submit⟧");
    check(&with("<p title='⟦a⟧'>一</p>"), "message is missing");
}

#[test]
fn references_lead_somewhere() {
    check(&with("<label for=b>内容</label>"), "for points to “b”");
    check(
        &with("<input aria-label=a aria-describedby='c d'><p id=c>一</p>"),
        "aria-describedby points to “d”",
    );
    check(&with("<section aria-labelledby=e></section>"), "aria-labelledby points to “e”");
    check(&with("<a href='#f'>去</a>"), "jumps to “f”");
    check_good(&with("<a href='#'>回到顶部</a><a href='#top'>回到顶部</a>"));
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = page_check(&with("<img src=/a.png><button>去</button><input name=a>"));
    assert_eq!(faults.len(), 3, "{faults:#?}");
}
