import { each, toast } from "./behaviour";

/** Keeps a second tap from sending a form twice, and says when the network is away. */
export function submitOnce(): void {
  each<HTMLFormElement>('form[method="post"]', (form) => {
    form.addEventListener("submit", (event) => {
      if (navigator.onLine === false && form.dataset.offline) {
        event.preventDefault();
        toast(form.dataset.offline);
        return;
      }
      if (form.dataset.sending) return event.preventDefault();
      form.dataset.sending = "1";
      const button = event.submitter;
      if (button) button.setAttribute("aria-busy", "true");
      // The answer may be a download, which leaves the page as it is.
      setTimeout(() => {
        delete form.dataset.sending;
        if (button) button.removeAttribute("aria-busy");
      }, 8000);
    });
  });
  // A page that comes back from the history has nothing under way.
  window.addEventListener("pageshow", () => each("form[data-sending]", (form) => delete form.dataset.sending));
}
