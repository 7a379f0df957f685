import { each } from "./behaviour";

// What a person keeps of stations stays on the device: favourites, and a copy of one area for
// when there is no network. The server is never told which.

type Station = { code: string; name: string; address: string; entrance: string; phone: string; lat: number; lon: number; has: string; days: [string, string][] };
type Copy = { made: string; region: string; name: string; stations: Station[] };

const FAVOURITES = "huying-stations-kept";
const COPY = "huying-stations-copy";

function read<T>(key: string, usual: T): T {
  try {
    return JSON.parse(localStorage.getItem(key) || "") as T;
  } catch {
    return usual;
  }
}

/** Whether it could be kept: private windows and full stores say no. */
function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** `<button data-favourite="YT001" data-favourite-name data-favourite-on data-favourite-off>` */
function favourite(): void {
  each<HTMLButtonElement>("[data-favourite]", (button) => {
    const { favourite: code = "", favouriteName: name = "", favouriteOn = "", favouriteOff = "" } = button.dataset;
    const label = button.querySelector(".button__label");
    const show = () => {
      const isKept = code in read<Record<string, string>>(FAVOURITES, {});
      button.setAttribute("aria-pressed", String(isKept));
      if (label) label.textContent = isKept ? favouriteOn : favouriteOff;
    };
    button.addEventListener("click", () => {
      const kept = read<Record<string, string>>(FAVOURITES, {});
      if (code in kept) delete kept[code];
      else kept[code] = name;
      write(FAVOURITES, kept);
      show();
    });
    show();
  });
}

function element(name: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function link(href: string, text: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

/** The day in Beijing, wherever the device thinks it is. */
function today(): string {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
}

/** One station of the copy: what is known of it without asking anybody. */
function item(station: Station, root: HTMLElement): HTMLElement {
  const made = element("li", "", "given__item");
  const head = element("p", "", "strong");
  head.append(link(`/stations/${station.code}`, station.name));
  const hours = station.days.find(([day]) => day === today());
  const facts = [station.address, station.entrance, hours ? `${root.dataset.mineToday} ${hours[1]}` : root.dataset.mineOld || "", station.has];
  made.append(head, ...facts.filter(Boolean).map((text) => element("p", text, "small")));
  const ways = element("p", "", "row small");
  if (station.phone) ways.append(link(`tel:${station.phone}`, station.phone));
  ways.append(link(`geo:${station.lat},${station.lon}?q=${station.lat},${station.lon}`, root.dataset.mineMap || ""));
  made.append(ways);
  return made;
}

/** `<div data-mine="/stations/copy.json">`: the page of what is kept. */
function mine(): void {
  each("[data-mine]", (root) => {
    const part = (name: string) => root.querySelector<HTMLElement>(`[data-mine-${name}]`);
    const [kept, list, said] = [part("kept"), part("list"), part("said")];
    const region = root.querySelector<HTMLSelectElement>("select");
    if (!kept || !list || !said || !region) return;
    const show = () => {
      const copy = read<Copy | null>(COPY, null);
      const favourites = Object.entries(read<Record<string, string>>(FAVOURITES, {}));
      const known = (code: string) => copy && copy.stations.find((station) => station.code === code);
      const rows = favourites.map(([code, name]) => {
        const station = known(code);
        if (station) return item(station, root);
        const row = element("li", "", "given__item");
        row.append(link(`/stations/${code}`, name));
        return row;
      });
      kept.replaceChildren(...rows);
      if (!rows.length) kept.append(element("li", root.dataset.mineNone || "", "muted"));
      list.replaceChildren(...(copy ? copy.stations.map((station) => item(station, root)) : []));
      said.textContent = copy ? (root.dataset.mineCopied || "").replace("#", String(copy.stations.length)).replace("%", copy.made) + ` ${copy.name}` : "";
      if (copy) region.value = copy.region;
    };
    part("save")?.addEventListener("click", async () => {
      const answer = await fetch(`${root.dataset.mine}?region=${encodeURIComponent(region.value)}`).catch(() => null);
      const isKept = answer && answer.ok && write(COPY, await answer.json());
      show();
      if (!isKept) said.textContent = root.dataset.mineFailed || "";
    });
    part("forget")?.addEventListener("click", () => {
      localStorage.removeItem(COPY);
      show();
    });
    show();
    if ("serviceWorker" in navigator && window.isSecureContext) {
      navigator.serviceWorker.register("/stations/worker.js", { scope: "/stations/mine" }).catch(() => undefined);
    }
  });
}

favourite();
mine();
