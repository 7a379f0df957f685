import { each } from "./behaviour";

/** Lets a textarea grow with its text, up to most of the window. */
export function grow(): void {
  each<HTMLTextAreaElement>("[data-grow]", (area) => {
    const fit = () => {
      area.style.height = "auto";
      const height = Math.min(area.scrollHeight + 2, window.innerHeight * 0.7);
      area.style.height = `${height}px`;
    };
    area.addEventListener("input", fit);
    if (area.value) fit();
  });
}
