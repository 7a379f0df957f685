// For journeys that are walked by keyboard alone.

/** Presses a key until something has the focus; fails if it never does. */
export async function reachByKeyboard(page, locator, { key = "Tab", most = 60 } = {}) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${most} times ${key} did not reach ${locator}`);
}
