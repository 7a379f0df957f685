// Each role's main pages in English, on a phone and on a desk: every word is there and everything
// holds in both languages.

const PAGES = {
  operator: ["/desk/new", "/desk/queue/intake"],
  dispatcher: ["/desk/queue/dispatch"],
  unit_handler: ["/desk/queue/unit", "/desk/board/unit"],
  unit_reviewer: ["/desk/queue/review"],
  callback_officer: ["/desk/queue/callback"],
  leader: ["/desk/rates"],
  grid_worker: ["/desk/field/report"],
};

export default {
  title: "every role's main pages in English",
  async run(visitor) {
    const { page, context } = visitor;
    for (const [role, paths] of Object.entries(PAGES)) {
      await visitor.signIn(role);
      for (const path of paths) {
        await visitor.open(`${path}${path.includes("?") ? "&" : "?"}lang=en`);
        const han = await page.locator("nav.rail, .tabs, .button__label").evaluateAll((all) =>
          all.map((one) => one.textContent).filter((text) => /\p{Script=Han}/u.test(text)),
        );
        visitor.expect(han.length === 0, `Chinese words on the English page: ${han.slice(0, 3).join(" | ")}`);
      }
      await context.clearCookies();
    }
  },
};
