// What is asked of every page, whatever it is about. Each check answers a list of faults.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Smallest side of what is tapped in elder mode, by the ministry's guide for older people. */
const ELDER_TARGET_PX = 60;
const NARROW_PX = 320;

const htmlValidate = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Wants a no-break space in every number: a matter of taste.
    "tel-non-breaking": "off",
    // How templates lay out white space is not the reader's concern.
    "no-trailing-whitespace": "off",
    "long-title": "off",
    // Written both ways by hand and by libraries; both are valid.
    "void-style": "off",
    "doctype-style": "off",
    "attribute-boolean-style": "off",
    // Landmarks and roles are judged by axe on the living page.
    "prefer-native-element": "off",
  },
});

/** The HTML as it was sent. */
export async function validHtml(html) {
  const report = await htmlValidate.validateString(html);
  const messages = report.results.flatMap((result) => result.messages);
  const errors = messages.filter((message) => message.severity === 2);
  return errors.map(({ line, column, ruleId, message }) => `HTML ${line}:${column} ${ruleId}: ${message}`);
}

/** Serious and critical findings of axe on the page as it stands; `only` names rules. */
export async function accessible(page, only) {
  const run = only ? { runOnly: { type: "rule", values: only } } : {};
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), run);
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return grave.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(" ")}\n${node.html.slice(0, 200)}`),
  );
}

/** What the program itself says on an English page; what a city or a person wrote, as behind a colon, is their own. */
const OURS = ".rail__label, .tabs__link, .button__label, .field__label, .kpi__label, legend, th[scope=col]";

/** Chinese words where a page in English speaks for itself. */
export async function chinese(page) {
  const said = await page.locator(OURS).evaluateAll((all) => all.map((one) => one.textContent.split(/[:：]/)[0].trim()));
  const han = said.filter((text) => /\p{Script=Han}/u.test(text));
  return han.length === 0 ? [] : [`Chinese words on the English page: ${han.slice(0, 5).join(" | ")}`];
}

/** At 320 px nothing is cut off to the side. */
export async function fitsNarrow(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: NARROW_PX, height: 640 });
  const wide = await page.evaluate(widerThanThePage);
  await page.setViewportSize(size);
  return wide.map((element) => `wider than ${NARROW_PX} px: ${element}`);
}

/** In elder mode everything that acts is large enough for an unsteady finger. */
export async function largeTargets(page) {
  const small = await page.evaluate(smallTargets, ELDER_TARGET_PX);
  return small.map((element) => `smaller than ${ELDER_TARGET_PX} px in elder mode: ${element}`);
}

/** Runs in the page. */
function widerThanThePage() {
  const page = document.documentElement;
  const most = page.clientWidth;
  if (page.scrollWidth <= most) return [];
  const culprits = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > most + 1;
  });
  const tell = (element) => {
    const width = Math.round(element.getBoundingClientRect().right);
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> reaches ${width} px`;
  };
  return culprits.length > 0 ? culprits.slice(0, 3).map(tell) : [`the page itself: ${page.scrollWidth} px`];
}

/** Runs in the page. */
function smallTargets(least) {
  const acting = "button, summary, [role=button], .button, input[type=submit], input[type=button]";
  const visible = [...document.querySelectorAll(acting)].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 1 && box.height > 1;
  });
  const sized = visible.map((element) => ({ element, box: element.getBoundingClientRect() }));
  const small = sized.filter(({ box }) => box.height < least - 0.5 || box.width < least - 0.5);
  return small.map(({ element, box }) => {
    const words = element.textContent.trim().slice(0, 20) || element.getAttribute("aria-label");
    return `“${words}” is ${Math.round(box.width)} × ${Math.round(box.height)} px`;
  });
}
