import { announce, each } from "./behaviour";

/**
 * `<button data-locate data-locate-lon="#lon" data-locate-lat="#lat"
 * data-locate-accuracy="#acc" data-locate-done="…" data-locate-failed="…"
 * data-locate-say="#p">`: asks the device where it is, only when tapped, and
 * fills fields (1e-7 degrees, metres). `data-locate-submit` then sends the form.
 * `data-locate-round="10000"` gives the position away only so exactly, and
 * `data-locate-clear="#place"` empties a field that said another place.
 */
export function locate(): void {
  each<HTMLButtonElement>("[data-locate]", (button) => {
    if ("locateReady" in button.dataset) return; // Two bundles of a page may start it.
    button.dataset.locateReady = "";
    if (!navigator.geolocation || !window.isSecureContext) return button.remove();
    const step = Number(button.dataset.locateRound || "1");
    const set = (selector: string | undefined, value: number, unit = 1) => {
      const field = selector && document.querySelector<HTMLInputElement>(selector);
      if (field) field.value = String(Math.round(value / unit) * unit);
      return field;
    };
    const say = (text: string | undefined) => {
      const place = button.dataset.locateSay && document.querySelector<HTMLElement>(button.dataset.locateSay);
      if (place) place.textContent = text || "";
      announce(text || "");
    };
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          button.removeAttribute("aria-busy");
          set(button.dataset.locateLat, coords.latitude * 1e7, step);
          const lon = set(button.dataset.locateLon, coords.longitude * 1e7, step);
          const other = document.querySelector<HTMLInputElement>(button.dataset.locateClear || "#none");
          if (other) other.value = "";
          if (lon) lon.dispatchEvent(new Event("change", { bubbles: true }));
          set(button.dataset.locateAccuracy, coords.accuracy);
          say((button.dataset.locateDone || "").replace("#", String(Math.round(coords.accuracy))));
          const form = button.form;
          if (!("locateSubmit" in button.dataset) || !form) return;
          if (form.requestSubmit) form.requestSubmit(button);
          else form.submit(); // iOS before 16.
        },
        () => {
          button.removeAttribute("aria-busy");
          say(button.dataset.locateFailed);
        },
        { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
      );
    });
  });
}
