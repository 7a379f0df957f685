import { announce, each } from "./behaviour";
import { City } from "./picker_city";

const WAIT_MS = 250;

/**
 * `<div data-picker="/map" data-picker-name="/name" data-picker-lon="#a"
 * data-picker-lat="#b">`: a map that moves under a pin. It is fetched when
 * asked for; what the pin points at goes into the two fields (1e-7 degrees)
 * and its name is asked of the server. Without script the address field says
 * where it is.
 */
export function picker(): void {
  each("[data-picker]", (root) => {
    const part = (name: string) => root.querySelector<HTMLElement>(`[data-picker-${name}]`);
    const field = (name: string | undefined) => document.querySelector<HTMLInputElement>(name || "");
    const lon = field(root.dataset.pickerLon);
    const lat = field(root.dataset.pickerLat);
    const [frame, map, chosen, text] = [part("frame"), part("map"), part("chosen"), part("text")];
    if (!lon || !lat || !frame || !map || !chosen || !text) return;
    let city: City | undefined;
    let timer = 0;

    const name = async () => {
      const answer = await fetch(`${root.dataset.pickerName}?lon=${lon.value}&lat=${lat.value}`).catch(() => null);
      if (!answer || !answer.ok || !lon.value) return;
      text.textContent = await answer.text();
      chosen.hidden = false;
      announce(text.textContent);
    };
    const point = (east: number, north: number) => {
      lon.value = String(east);
      lat.value = String(north);
      lon.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(timer);
      timer = window.setTimeout(name, WAIT_MS);
    };
    const open = async () => {
      if (city) return;
      const answer = await fetch(root.dataset.picker || "").catch(() => null);
      if (!answer || !answer.ok || city) return;
      map.innerHTML = await answer.text();
      frame.hidden = false;
      city = new City(map, point);
    };
    const show = async () => {
      await open();
      if (city && lon.value) city.go(Number(lon.value), Number(lat.value), 500);
    };

    part("open")?.addEventListener("click", async () => {
      await show();
      map.focus();
    });
    part("clear")?.addEventListener("click", () => {
      clearTimeout(timer);
      lon.value = lat.value = "";
      lon.dispatchEvent(new Event("input", { bubbles: true }));
      chosen.hidden = frame.hidden = true;
      city = undefined;
    });
    root.querySelectorAll<HTMLElement>("[data-picker-zoom]").forEach((button) => {
      button.addEventListener("click", () => city && city.zoom(button.dataset.pickerZoom === "in" ? 0.5 : 2));
    });
    lon.addEventListener("change", async () => {
      await show();
      await name();
    });
    if (lon.value) void name();
  });
}
