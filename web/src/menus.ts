/** Menus made of `<details data-menu>` close on Escape and on a click elsewhere. */
export function menus(): void {
  const close = (except?: Node) =>
    document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  document.addEventListener("click", (event) => close(event.target as Node));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}
