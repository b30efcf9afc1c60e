// Single-key shortcuts (WCAG 2.1.4: they can be switched off) and the dialog that lists them.
import { makeButton, makeDialog } from "./dialog.js";
import { openPalette } from "./palette.js";

const KEY = "mandate-shortcuts";
const SEQUENCE_MS = 1200;

/** After `g`: where each key leads, when the menu has that place. @type {Record<string, string>} */
const PLACES = { h: "/", p: "/processes", i: "/improvements", m: "/measures", j: "/journal", a: "/approvals" };

const LIST = [
  ["Ctrl K", "Search or go to"],
  ["/", "Search or go to"],
  ["g h", "Home: my work"],
  ["g p", "Processes"],
  ["g i", "Improvements"],
  ["g m", "Measures"],
  ["g a", "Approvals"],
  ["g j", "Journal"],
  ["?", "This list"],
];

/** Listens for keys outside of fields. */
export function watchKeys() {
  let started = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !switchedOn() || busy(event)) return;
    if (event.key === "/") {
      event.preventDefault();
      openPalette();
    } else if (event.key === "?") {
      showShortcuts();
    } else if (event.key === "g") {
      started = event.timeStamp;
    } else if (event.timeStamp - started < SEQUENCE_MS && PLACES[event.key]) {
      started = 0;
      goTo(PLACES[event.key]);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-shortcuts]")) showShortcuts();
  });
}

/** Shows every shortcut, and the switch that turns single keys off. */
export function showShortcuts() {
  if (document.querySelector("dialog:modal")) return;
  const list = document.createElement("dl");
  list.className = "definitions";
  for (const [keys, words] of LIST) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.className = "keys";
    for (const key of keys.split(" ")) {
      const mark = document.createElement("kbd");
      mark.textContent = key;
      term.append(mark);
    }
    value.textContent = words;
    row.append(term, value);
    list.append(row);
  }
  const choice = document.createElement("label");
  choice.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = switchedOn();
  box.addEventListener("change", () => remember(box.checked));
  choice.append(box, "Use single-key shortcuts");
  const dialog = makeDialog("Keyboard shortcuts", [list, choice]);
  dialog.append(makeButton("Close", "", () => dialog.close()));
  dialog.showModal();
}

/** @param {string} href */
function goTo(href) {
  const known = [...document.querySelectorAll(".menu a")].some((link) => link.getAttribute("href") === href);
  if (known || href === "/") location.assign(href);
}

function switchedOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
function remember(on) {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Storage may be switched off; then shortcuts stay as they were.
  }
}

/** Whether a key belongs to what has the focus. @param {KeyboardEvent} event */
function busy(event) {
  if (document.querySelector("dialog:modal")) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  return target.matches("input, textarea, select, [contenteditable]") || target.closest("diagram-editor") !== null;
}
