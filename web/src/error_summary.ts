import { each } from "./behaviour";

/** Moves the focus to what is wrong with a form that came back. */
export function errorSummary(): void {
  each("[data-error-summary]", (summary) => summary.focus());
}
