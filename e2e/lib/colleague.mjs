// Another member of staff at a browser of their own; its pages are not checked.

import { newContext } from "./browser.mjs";

export async function colleague(visitor, role) {
  const context = await newContext(visitor.context.browser(), "desktop");
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const account = visitor.server.signIns[role];
  await page.goto(`${visitor.server.url}/sign-in`);
  await page.locator("input[name=username]").fill(account.username);
  await page.locator("input[name=password]").fill(account.password);
  await page.locator("form:has(input[name=password]) button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}
