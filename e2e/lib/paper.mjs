// What a printer is given: the letter and nothing of the frame, no wider than the paper.

/** Looks at the page as it is printed and tells what is wrong; `letter` is what must be there. */
export async function prints(visitor, letter) {
  const { page } = visitor;
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate((selector) => {
    const shown = (element) => element.getClientRects().length > 0;
    return {
      letter: [...document.querySelectorAll(selector)].some(shown),
      frame: [...document.querySelectorAll(".rail, .bar, .no-print")].some(shown),
      wide: document.documentElement.scrollWidth > window.innerWidth,
    };
  }, letter);
  visitor.expect(seen.letter, "the letter is not on the paper");
  visitor.expect(!seen.frame, "the frame of the page is printed with the letter");
  visitor.expect(!seen.wide, "the letter is wider than the paper");
  await visitor.checkState("on-paper");
  await page.emulateMedia({ media: "screen" });
}
