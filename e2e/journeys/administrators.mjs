// The three administrators see their own pages and not each other's.

export default {
  title: "the three administrators",
  sizes: ["desktop"],
  async run(visitor) {
    await visitor.signIn("system_admin");
    await visitor.open("/desk/accounts");
    await visitor.open("/desk/messages");
    await visitor.open("/desk/audit", { status: 403 });
    await visitor.open("/desk/queue/dispatch", { status: 403 });
  },
};
