import { ago } from "./ago";
import { copy } from "./copy";
import { count } from "./count";
import { draft } from "./draft";
import { emergency } from "./emergency";
import { errorSummary } from "./error_summary";
import { grow } from "./grow";
import { keys } from "./keys";
import { live } from "./live";
import { menus } from "./menus";
import { photos } from "./photos";
import { roving } from "./roving";
import { submitOnce } from "./submit_once";
import { suggest } from "./suggest";
import { undo } from "./undo";

document.documentElement.classList.add("script");
[draft, count, grow, photos, emergency, copy, ago, menus, keys, roving, live, suggest, undo, submitOnce, errorSummary].forEach((start) => start());
