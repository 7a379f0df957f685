// One order from the call to its end, each step by the role whose work it is, from its own queue.

import { enter } from "../lib/colleague.mjs";

const WORDS = "听涛苑二期西门路灯连续三晚不亮，老人出门摔倒，请尽快修。";

export default {
  title: "an order's whole course, each role in turn",
  async run(visitor) {
    const { page } = visitor;
    const shot = (name, part) => (visitor.size === "desktop" ? visitor.docsShot(name, part) : undefined);
    const unit = await unitOf(visitor, "unit_handler");
    const id = await takeDown(visitor);
    const order = `/desk/orders/${id}`;

    await as(visitor, "dispatcher", "/desk/queue/dispatch", order);
    await opened(page, "dispatch", async (form) => {
      await form.locator("select[name=unit]").selectOption({ label: unit });
      await chooseFirst(form.locator("select[name=category]"));
      await shot("order-dispatch", form);
    });
    await visitor.act(() => send(page, "dispatch"));
    visitor.expect(/done=dispatch/.test(page.url()), `dispatching led to ${page.url()}`);

    await as(visitor, "unit_handler", "/desk/queue/unit", order);
    await shot("unit-order");
    await visitor.act(() => send(page, "acknowledgement"));
    await visitor.act(() => send(page, "start"));
    await opened(page, "reply", async (form) => {
      await form.locator("textarea[name=text_public]").fill("已更换三盏路灯，今晚起恢复照明。");
      await form.locator("input[name=solved][value=resolved]").check();
      await form.locator("input[name=is_true]").check();
      await shot("unit-reply", form);
    });
    await visitor.act(() => send(page, "reply"));

    await as(visitor, "unit_reviewer", "/desk/queue/review", order);
    await shot("unit-review", page.locator("form[action$='/review']"));
    await visitor.act(() => page.locator("form[action$='/review'] button[name=review][value=approve]").click());

    await as(visitor, "callback_officer", "/desk/queue/callback", order);
    await opened(page, "callback", async (form) => {
      for (const [name, value] of [["channel", "phone"], ["contacted", "yes"], ["solved", "resolved"], ["satisfied", "satisfied"]]) {
        await form.locator(`input[name=${name}][value=${value}]`).check();
      }
      await shot("callback", form);
    });
    await visitor.act(() => send(page, "callback"));
    await visitor.act(() => send(page, "closure"));
    visitor.expect(/done=closure/.test(page.url()), `closing led to ${page.url()}`);
  },
};

/** Signs in as another role, without judging the pages on the way, and opens pages. */
async function as(visitor, role, ...paths) {
  await visitor.context.clearCookies();
  await enter(visitor.page, visitor.server, role);
  for (const path of paths) await visitor.open(path);
}

/** The unit the demo account of a role works for. */
async function unitOf(visitor, role) {
  await enter(visitor.page, visitor.server, role);
  const unit = await visitor.page.locator(".me__unit").first().textContent();
  await visitor.context.clearCookies();
  return unit.trim();
}

async function takeDown(visitor) {
  const { page } = visitor;
  await as(visitor, "operator", "/desk/new");
  await page.locator("textarea[name=content]").fill(WORDS);
  await page.locator("input[name=address]").fill("听涛苑");
  await page.locator("input[name=phone]").fill(`137${String(Date.now()).slice(-8)}`);
  await visitor.act((page) => page.locator("button[name=then][value=accept]").click());
  return /saved=([0-9A-Z]{26})/.exec(page.url())[1];
}

/** Opens a form of the order's page, if it is folded, and fills it in. */
async function opened(page, resource, fill) {
  const form = page.locator(`form[action$='/${resource}']`).first();
  if (!(await form.isVisible())) await page.locator(`details:has(form[action$='/${resource}']) > summary`).click();
  await fill(form);
}

async function chooseFirst(select) {
  if ((await select.count()) === 0 || (await select.inputValue())) return;
  const value = await select.locator("option[value]:not([value=''])").first().getAttribute("value");
  await select.selectOption(value);
}

function send(page, resource) {
  return page.locator(`form[action$='/${resource}'] button[type=submit]`).first().click();
}
