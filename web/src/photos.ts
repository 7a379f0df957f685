import { each } from "./behaviour";

const LONGEST_PX = 1600;
const LARGEST_BYTES = 400 * 1024;

/** Draws a picture anew, smaller. Gives the original back when it cannot. */
async function shrink(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= LARGEST_BYTES) return file;
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(1, LONGEST_PX / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    const brush = canvas.getContext("2d");
    if (!brush) return file;
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * `<input type="file" data-photos data-photos-max="6" data-photos-remove="…">`:
 * shrinks photos before they are sent, shows them, and lets one be taken out.
 */
export function photos(): void {
  each<HTMLInputElement>("input[data-photos]", (input) => {
    if (typeof DataTransfer !== "function") return; // Old phones send the originals.
    const max = Number(input.dataset.photosMax || 6);
    const list = document.createElement("ul");
    list.className = "picked";
    (input.parentElement as HTMLElement).insertBefore(list, input);
    let chosen: File[] = [];

    const show = () => {
      const bag = new DataTransfer();
      chosen.forEach((file) => bag.items.add(file));
      input.files = bag.files;
      list.textContent = "";
      list.append(...chosen.map(item));
    };
    const item = (file: File, index: number) => {
      const box = document.createElement("li");
      box.className = "picked__item";
      const image = document.createElement("img");
      image.className = "picked__image";
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "picked__remove";
      button.setAttribute("aria-label", `${input.dataset.photosRemove || "×"} ${index + 1}`);
      button.onclick = () => {
        chosen = chosen.filter((other) => other !== file);
        show();
        input.focus();
      };
      box.append(image, button);
      return box;
    };
    input.addEventListener("change", async () => {
      const added = Array.from(input.files || []);
      const small = await Promise.all(added.map(shrink));
      chosen = chosen.concat(small).slice(0, max);
      show();
    });
  });
}
