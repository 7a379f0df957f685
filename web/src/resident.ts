import { ago } from "./ago";
import { copy } from "./copy";
import { count } from "./count";
import { draft } from "./draft";
import { emergency } from "./emergency";
import { errorSummary } from "./error_summary";
import { forgets } from "./forgets";
import { grow } from "./grow";
import { locate } from "./locate";
import { photos } from "./photos";
import { picker } from "./picker";
import { print } from "./print";
import { reveal } from "./reveal";
import { submitOnce } from "./submit_once";

document.documentElement.classList.add("script");
[draft, count, grow, photos, reveal, picker, print, locate, emergency, copy, ago, forgets, submitOnce, errorSummary].forEach((start) => start());
