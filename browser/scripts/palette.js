// The palette (Ctrl or ⌘ K, or /): find a page, a process, a person, and go there, all by keyboard.
// The list is a combobox with a listbox as the ARIA Authoring Practices describe it.

const WAIT_MS = 120;
const SOURCE = "/search.json?q=";

/** @typedef {{ label: string, kind: string, href: string }} Place */

/** @type {HTMLDialogElement | null} */
let open = null;

/** Listens for the key and for links that open the palette. */
export function watchPalette() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openPalette();
    }
  });
  if (/Mac|iP/.test(navigator.platform)) {
    for (const key of document.querySelectorAll("[data-palette] kbd:first-of-type")) key.textContent = "⌘";
  }
}

/** Opens the palette, once. */
export function openPalette() {
  if (open || document.querySelector("dialog:modal")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.setAttribute("aria-label", "Search or go to");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Search or go to…";
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-label": "Search or go to",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
  })) input.setAttribute(name, value);
  const list = document.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places");
  const none = document.createElement("p");
  none.className = "palette-none";
  none.setAttribute("role", "status");
  const foot = document.createElement("p");
  foot.className = "palette-foot";
  for (const [key, words] of [["↑↓", "choose"], ["↵", "open"], ["Esc", "close"]]) {
    const part = document.createElement("span");
    const mark = document.createElement("kbd");
    mark.textContent = key;
    part.append(mark, ` ${words}`);
    foot.append(part);
  }
  dialog.append(input, list, none, foot);
  dialog.addEventListener("close", () => {
    dialog.remove();
    open = null;
  });
  document.body.append(dialog);
  open = dialog;
  dialog.showModal();
  run(input, list, none);
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {HTMLElement} none
 */
function run(input, list, none) {
  const menu = ownMenu();
  let chosen = 0;
  let timer = 0;
  /** @type {AbortController | null} */
  let asking = null;

  /** @param {number} index */
  const choose = (index) => {
    const options = [...list.children];
    chosen = options.length ? (index + options.length) % options.length : 0;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    options[chosen]?.scrollIntoView({ block: "nearest" });
    if (options[chosen]) input.setAttribute("aria-activedescendant", options[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  };

  /** @param {Place[]} places @param {string} message */
  const show = (places, message) => {
    list.replaceChildren(...places.map(option));
    none.textContent = places.length ? "" : message;
    none.hidden = places.length > 0;
    choose(0);
  };

  const ask = async () => {
    const words = input.value.trim();
    const here = menu.filter((place) => place.label.toLowerCase().includes(words.toLowerCase()));
    show(here, words ? "Searching…" : "Type to search.");
    if (!words) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const response = await fetch(SOURCE + encodeURIComponent(words), {
        signal: asking.signal,
        headers: { Accept: "application/json" },
      });
      if (!response.ok) throw new Error(String(response.status));
      const found = /** @type {Place[]} */ (await response.json());
      const known = new Set(here.map((place) => place.href));
      show([...here, ...found.filter((place) => !known.has(place.href))], "Nothing found. Try fewer or other words.");
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      show(here, "The search did not answer. Try again.");
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") go(list.children[chosen], event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    if (event.target instanceof Element) go(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey);
  });
  ask();
}

/** The places of the page's own menu, so that the palette answers at once. @returns {Place[]} */
function ownMenu() {
  return [...document.querySelectorAll(".menu a[href], .menu-card a[href]")].map((link) => ({
    label: (link.querySelector("span:not(.count)") ?? link).textContent?.trim() ?? "",
    kind: "Menu",
    href: link.getAttribute("href") ?? "",
  }));
}

/** @param {Place} place @param {number} index */
function option(place, index) {
  const item = document.createElement("li");
  item.id = `palette-${index}`;
  item.setAttribute("role", "option");
  item.dataset.href = place.href;
  const label = document.createElement("span");
  label.textContent = place.label;
  const kind = document.createElement("span");
  kind.className = "palette-kind";
  kind.textContent = place.kind;
  item.append(label, kind);
  return item;
}

/** @param {Element | null | undefined} item @param {boolean} apart */
function go(item, apart) {
  if (!(item instanceof HTMLElement) || !item.dataset.href) return;
  const address = new URL(item.dataset.href, location.href);
  if (address.origin !== location.origin) return;
  if (apart) window.open(address, "_blank", "noopener");
  else location.assign(address);
  open?.close();
}
