// The petition office's own course: registered with its speakers, forwarded, accepted and answered by
// the unit, reviewed and reviewed again, with a hearing; each step leaves a numbered letter that prints.

import { enter } from "../lib/colleague.mjs";
import { prints } from "../lib/paper.mjs";

const OFFICE = "petition01";
const UNIT = "zlx01";
const ABOVE = "lyq02";
const TOP = "zjj02";
const SAID = "三年前拆除的公共晾晒场至今没有恢复，四十多户没有地方晒衣被，请求在原址或附近补建。";
const SPEAKERS = ["周国良", "彭秀兰", "何文清", "罗建军", "肖佩玲", "谭德明"];

export default {
  title: "a petition from its registration to the review",
  async run(visitor) {
    const { page } = visitor;
    const shot = (name, part) => (visitor.size === "desktop" ? visitor.docsShot(name, part) : undefined);
    const unit = await unitOf(visitor, UNIT);
    const above = await unitOf(visitor, ABOVE);
    const top = await unitOf(visitor, TOP);
    await visitor.signIn(OFFICE);
    await visitor.open("/desk/petitions?kind=claim");
    const petition = await registered(visitor, shot);

    await step(visitor, "forward", { choose: { unit: { label: unit } } });
    await as(visitor, UNIT, petition);
    await step(visitor, "accept");
    await step(visitor, "opine", {
      facts: "晾晒场系公共用房改造时拆除，规划图上原有此项。",
      opinion: "在二号楼北侧空地补建，六十日内完工。",
      basis: "《信访工作条例》第三十二条",
      choose: { outcome: "supported" },
    });
    await letters(visitor, petition, shot);

    await as(visitor, OFFICE, petition);
    await step(visitor, "ask_review", { choose: { review_unit: { label: above } }, review_reason: "对补建的位置不服。" });
    await as(visitor, ABOVE, petition);
    await step(visitor, "answer_review", upheld("《信访工作条例》第三十五条"));
    await as(visitor, OFFICE, petition);
    await step(visitor, "ask_review", { choose: { review_unit: { label: top } }, review_reason: "仍不服。" });
    await as(visitor, TOP, petition);
    await step(visitor, "start_hearing");
    await visitor.see(visitor.say("petition-clock-hearing"));
    await shot("petition-hearing");
    await step(visitor, "end_hearing");
    await step(visitor, "answer_review", upheld("《信访工作条例》第三十六条"));
    visitor.expect((await page.locator("a[href*='/letters/']").count()) === 5, "a letter of some step is missing");
    await confidential(visitor);
  },
};

/** What a review finds when it keeps the opinion. */
function upheld(basis) {
  return { facts: "原处理事实清楚，选址征求过意见。", opinion: "维持原处理意见。", basis };
}

/** Six speakers are one too many; nothing of what was typed is lost. */
async function registered(visitor, shot) {
  const { page } = visitor;
  await visitor.open("/desk/petitions/new");
  await page.locator("textarea[name=content]").fill(SAID);
  await page.locator("input[name=name]").fill(SPEAKERS[0]);
  await page.locator("input[name=people_count]").fill("43");
  await page.locator("textarea[name=representatives]").fill(SPEAKERS.join("\n"));
  const register = () => page.locator("form[action='/desk/petitions'] button[type=submit]").click();
  await visitor.act(register, { status: 422 });
  visitor.expect((await page.locator("textarea[name=content]").inputValue()) === SAID, "what was typed is gone");
  await page.locator("textarea[name=representatives]").fill(SPEAKERS.slice(0, 3).join("\n"));
  await shot("petition-new");
  await visitor.act(register);
  return new URL(page.url()).pathname;
}

/** The opinion with its number, as it goes to the printer. */
async function letters(visitor, petition, shot) {
  const { page } = visitor;
  const row = page.locator("tr", { hasText: visitor.say("letter-opinion") });
  await visitor.act(() => row.locator("a[href*='/letters/']").first().click());
  const no = await page.locator(".letter__no").textContent();
  visitor.expect(/〔\d{4}〕\d+/.test(no), `the letter's number is “${no}”`);
  await shot("petition-letter");
  await prints(visitor, ".letter");
  await visitor.open(petition);
}

/** What is confidential leaves the house in no file. */
async function confidential(visitor) {
  await as(visitor, OFFICE, "/desk/petitions?kind=accusation");
  const secret = await visitor.page.locator("tbody a[href^='/desk/petitions/']").first().textContent();
  const file = await visitor.page.request.get(`${visitor.server.url}/desk/petitions.csv`);
  const text = await file.text();
  visitor.expect(text.includes("XF"), "the file of petitions is empty");
  visitor.expect(!text.includes(secret.trim()), "a confidential accusation stands in the file");
}

/** Opens the form of a step, if it is folded, fills it in and sends it. */
async function step(visitor, name, { choose = {}, ...texts } = {}) {
  const { page } = visitor;
  const form = page.locator(`form:has(input[name=step][value=${name}])`);
  if (!(await form.isVisible())) await page.locator(`details:has(input[name=step][value=${name}]) > summary`).click();
  for (const [field, option] of Object.entries(choose)) await form.locator(`select[name=${field}]`).selectOption(option);
  for (const [field, text] of Object.entries(texts)) await form.locator(`textarea[name=${field}]`).fill(text);
  await visitor.act(() => form.locator("button[type=submit]").click());
  visitor.expect(/done=saved/.test(page.url()), `the step ${name} led to ${page.url()}`);
}

/** Signs in as somebody else, without judging the pages on the way, and opens a page. */
async function as(visitor, who, path) {
  await visitor.context.clearCookies();
  await enter(visitor.page, visitor.server, who);
  await visitor.open(path);
}

async function unitOf(visitor, who) {
  await enter(visitor.page, visitor.server, who);
  const unit = await visitor.page.locator(".me__unit").first().textContent();
  await visitor.context.clearCookies();
  return unit.trim();
}
