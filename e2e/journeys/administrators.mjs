// The three administrators see their own pages and not each other's.

const WORK = {
  system_admin: { theirs: ["/desk/accounts", "/desk/units", "/desk/messages"], others: ["/desk/audit", "/desk/queue/dispatch"] },
  security_admin: { theirs: ["/desk/accounts"], others: ["/desk/audit", "/desk/queue/dispatch"] },
  audit_admin: { theirs: ["/desk/audit"], others: ["/desk/messages", "/desk/queue/dispatch"] },
};

export default {
  title: "the three administrators",
  async run(visitor) {
    for (const [role, { theirs, others }] of Object.entries(WORK)) {
      await visitor.signIn(role);
      for (const path of theirs) {
        await visitor.open(path);
        const isMain = path === theirs[0] && role !== "security_admin";
        if (isMain && visitor.size === "desktop") await visitor.docsShot(role.replace("_", "-"));
      }
      for (const path of others) await visitor.open(path, { status: 403 });
      await visitor.context.clearCookies();
    }
  },
};
