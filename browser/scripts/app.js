// What every page does in the browser. Each part works without the others, and every page works without all of them.
import { watchDialogs } from "./dialog.js";
import { watchForms } from "./form.js";
import { watchKeys } from "./keys.js";
import { watchPalette } from "./palette.js";
import { showFlash } from "./toast.js";

watchDialogs();
watchForms();
watchPalette();
watchKeys();
showFlash();
