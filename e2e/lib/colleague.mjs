// Members of staff whose sign-in is not what a journey is about: no page of it is checked.

import { newContext } from "./browser.mjs";

/** Signs a page in with the demo account of a role. */
export async function enter(page, server, role) {
  const account = server.signIns[role];
  await page.goto(`${server.url}/sign-in`);
  await page.locator("input[name=username]").fill(account.username);
  await page.locator("input[name=password]").fill(account.password);
  await page.locator("form:has(input[name=password]) button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Another member of staff at a browser of their own. */
export async function colleague(visitor, role) {
  const context = await newContext(visitor.context.browser(), "desktop", visitor.lang);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await enter(page, visitor.server, role);
  return page;
}
