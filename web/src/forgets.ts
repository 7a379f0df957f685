import { each } from "./behaviour";

/**
 * `<input type="hidden" name="forgets" value="huying-code">` in a form: what the device keeps under
 * that name goes when the form is sent, such as codes with signing out.
 */
export function forgets(): void {
  each<HTMLInputElement>("input[name=forgets]", (field) => {
    field.form?.addEventListener("submit", () => {
      try {
        localStorage.removeItem(field.value);
      } catch {
        // No storage on this device: nothing is kept.
      }
    });
  });
}
