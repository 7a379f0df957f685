// Each role's main page in English, on a phone and on a desk: every word is there and everything
// holds. The Chinese pages are walked by the roles' own journeys.

import { enter } from "../lib/colleague.mjs";

const PAGES = {
  operator: "/desk/new",
  dispatcher: "/desk/queue/dispatch",
  unit_handler: "/desk/queue/unit",
  unit_reviewer: "/desk/queue/review",
  callback_officer: "/desk/queue/callback",
  leader: "/desk/rates",
  grid_worker: "/desk/field/report",
};

export default {
  title: "every role's main page in English",
  async run(visitor) {
    const { page, context } = visitor;
    for (const [role, path] of Object.entries(PAGES)) {
      await enter(page, visitor.server, role);
      await visitor.open(`${path}?lang=en`);
      const words = page.locator(".rail__label, .tabs__link, .button__label, h1, h2:not(.panel__title)");
      const han = await words.evaluateAll((all) =>
        all.map((one) => one.textContent.trim()).filter((text) => /\p{Script=Han}/u.test(text)),
      );
      visitor.expect(han.length === 0, `Chinese words on the English page: ${han.slice(0, 3).join(" | ")}`);
      await context.clearCookies();
    }
  },
};
