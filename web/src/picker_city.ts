const METRES_PER_DEGREE = 111320;
const CLOSEST_M = 150;
const STEP_M = 0.15; // Of what is seen, for each arrow key.
const NEAR_M = 1600; // Names of compounds and landmarks from here on.
const FAR_M = 6000; // No small streets from here on.

/** The city's picture as something that can be dragged, zoomed and read. */
export class City {
  private readonly picture: SVGSVGElement;
  private readonly frame: HTMLElement;
  private readonly lon0: number;
  private readonly lat0: number;
  private readonly widest: number;
  private readonly size = 1000;
  private x = 500;
  private y = 500;
  private metres: number;

  constructor(
    private readonly root: HTMLElement,
    private readonly moved: (lon: number, lat: number) => void,
  ) {
    this.frame = root.querySelector<HTMLElement>("[data-city]") as HTMLElement;
    this.picture = root.querySelector("svg") as SVGSVGElement;
    this.lon0 = Number(this.frame.dataset.lon);
    this.lat0 = Number(this.frame.dataset.lat);
    this.widest = Number(this.frame.dataset.metres);
    this.metres = this.widest;
    this.picture.setAttribute("preserveAspectRatio", "xMidYMid slice");
    this.picture.querySelectorAll("title").forEach((title) => title.remove());
    this.drag();
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
    });
    root.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  /** Puts a place in the middle. */
  go(lon: number, lat: number, metres: number): void {
    const units = this.unitsPerDegree();
    this.x = this.size / 2 + ((lon - this.lon0) / 1e7) * units * this.squeeze();
    this.y = this.size / 2 - ((lat - this.lat0) / 1e7) * units;
    this.metres = metres;
    this.draw();
  }

  zoom(factor: number): void {
    this.metres = Math.min(this.widest, Math.max(CLOSEST_M, this.metres * factor));
    this.draw();
    this.tell();
  }

  private squeeze(): number {
    return Math.cos(((this.lat0 / 1e7) * Math.PI) / 180);
  }

  private unitsPerDegree(): number {
    return (this.size / this.widest) * METRES_PER_DEGREE;
  }

  /** Units of the picture that the window shows at its longer side. */
  private span(): number {
    return (this.metres / this.widest) * this.size;
  }

  private draw(): void {
    const span = this.span();
    const box = this.root.getBoundingClientRect();
    const longer = Math.max(box.width, box.height, 1);
    this.picture.setAttribute("viewBox", `${this.x - span / 2} ${this.y - span / 2} ${span} ${span}`);
    this.picture.style.setProperty("--picker-text", `${(13 * span) / longer}px`);
    this.frame.classList.toggle("picker__city--near", this.metres < NEAR_M);
    this.frame.classList.toggle("picker__city--far", this.metres > FAR_M);
  }

  private tell(): void {
    const units = this.unitsPerDegree();
    const lon = this.lon0 + ((this.x - this.size / 2) / units / this.squeeze()) * 1e7;
    const lat = this.lat0 - ((this.y - this.size / 2) / units) * 1e7;
    this.moved(Math.round(lon), Math.round(lat));
  }

  private drag(): void {
    const held = new Map<number, { x: number; y: number }>();
    let gap = 0;
    let travelled = 0;
    const root = this.root;
    const unit = () => this.span() / Math.max(root.clientWidth, root.clientHeight, 1);
    const apart = () => {
      const [a, b] = Array.from(held.values());
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    root.addEventListener("pointerdown", (event) => {
      root.setPointerCapture(event.pointerId);
      if (!held.size) travelled = 0;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (held.size === 2) gap = apart();
    });
    root.addEventListener("pointermove", (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      if (held.size === 1) {
        this.x -= (event.clientX - last.x) * unit();
        this.y -= (event.clientY - last.y) * unit();
      }
      travelled += Math.abs(event.clientX - last.x) + Math.abs(event.clientY - last.y);
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (held.size === 2) {
        this.metres = Math.min(this.widest, Math.max(CLOSEST_M, (this.metres * gap) / apart()));
        gap = apart();
      }
      this.draw();
    });
    const release = (event: PointerEvent) => {
      if (!held.delete(event.pointerId) || held.size) return;
      if (travelled < 8) this.tap(event, unit());
      this.tell();
    };
    root.addEventListener("pointerup", release);
    root.addEventListener("pointercancel", release);
  }

  /** A tap puts that place in the middle, and comes closer from far away. */
  private tap(event: PointerEvent, unit: number): void {
    const box = this.root.getBoundingClientRect();
    this.x += (event.clientX - box.left - box.width / 2) * unit;
    this.y += (event.clientY - box.top - box.height / 2) * unit;
    if (this.metres > NEAR_M) this.metres = Math.max(NEAR_M / 2, this.metres / 4);
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    const step = this.span() * STEP_M;
    const across: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0] };
    const moves: Record<string, [number, number]> = { ...across, ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (event.key === "+" || event.key === "=") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else if (move) {
      this.x += move[0];
      this.y += move[1];
      this.draw();
      this.tell();
    } else return;
    event.preventDefault();
  }
}
