// Every component stands on the gallery page: what holds there holds wherever it is used.

export default {
  title: "the gallery of components holds in every mode",
  async run(visitor) {
    await visitor.open("/gallery");
  },
};
