// What stands beside the orders, as a supervisor sees it: each list, and one of each thing.

/** Lists, and where their first row leads. */
const PAGES = [
  ["/desk/hot-topics", "/desk/hot-topics/0"],
  ["/desk/models"],
  ["/desk/petitions", "/desk/petitions/0"],
  ["/desk/knowledge", "/desk/knowledge/0"],
  ["/desk/receptions", "/desk/receptions/0"],
  ["/desk/supervisions", "/desk/supervisions/0"],
  ["/desk/transfers", "/desk/transfers/0"],
  ["/desk/whistles", "/desk/whistles/0"],
  ["/desk/place-items", "/desk/place-items/0"],
  ["/desk/topics", "/desk/topics/0"],
  ["/desk/case-classes", "/desk/case-classes/0"],
  ["/desk/applications"],
  ["/desk/objections"],
  ["/desk/gatherings"],
  ["/desk/joint"],
  ["/desk/circumstances"],
  ["/desk/policies"],
];

/** Pages the documents show. */
const SHOWN = new Set([
  "list-applications",
  "list-models",
  "list-objections",
  "list-supervisions",
  "list-transfers",
  ...["case-classes", "hot-topics", "knowledge", "petitions", "place-items", "receptions", "topics", "whistles"].map(
    (name) => `one-${name}`,
  ),
]);

export default {
  title: "the pages beside the orders",
  // No role's day, but every list there is: once in each language.
  runs: [
    { size: "desktop", lang: "zh-CN" },
    { size: "phone", lang: "en" },
  ],
  async run(visitor) {
    const { page } = visitor;
    await visitor.signIn("supervisor");
    await visitor.open("/desk/board?days=7");
    await rail(visitor, page);
    for (const [list, first] of PAGES) {
      const name = list.split("/").at(-1);
      if (first) await filled(visitor, list, first);
      await visitor.open(list);
      await shot(visitor, `list-${name}`);
      if (!first) continue;
      const row = page.locator(`main a[href^="${first}"]`).first();
      visitor.expect((await row.count()) > 0, `the demo city has nothing in ${list}`);
      if ((await row.count()) === 0) continue;
      await visitor.act(() => row.click());
      await shot(visitor, `one-${name}`);
    }
  },
};

/** Hot topics are found by a job that begins when the server does: nothing is there at once. */
async function filled({ page, server }, list, first) {
  for (let tries = 0; tries < 30; tries += 1) {
    const answer = await page.request.get(server.url + list);
    if ((await answer.text()).includes(`href="${first}`)) return;
    await page.waitForTimeout(1_000);
  }
}

async function shot(visitor, name) {
  if (SHOWN.has(name)) await visitor.docsShot(name);
}

/** The section one is in is open, the others fold; each opens with Enter. */
async function rail(visitor, page) {
  const sections = page.locator(".rail__section");
  const open = page.locator(".rail__section[open]");
  visitor.expect((await sections.count()) > 1, "a supervisor's rail has sections");
  visitor.expect((await open.count()) === 1, "the section of this page is open, and no other");
  const folded = page.locator(".rail__section:not([open]) > summary").first();
  await folded.focus();
  await page.keyboard.press("Enter");
  visitor.expect((await open.count()) === 2, "Enter opens a section of the rail");
  await visitor.checkState("rail");
}
