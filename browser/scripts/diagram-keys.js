// The keys of the editor, as its help shows them.
import { makeButton, makeDialog } from "./dialog.js";

const KEYS = [
  ["F6", "Go between the drawing, the panel and the findings"],
  ["Enter", "Write about what is chosen, in the panel"],
  ["Tab", "Choose the next element of the drawing"],
  ["Shift Tab", "Choose the one before; after the last, leave the drawing"],
  ["Ctrl Z", "Undo"],
  ["Ctrl Y", "Redo"],
  ["Ctrl S", "Save now"],
  ["Ctrl A", "Select everything"],
  ["Ctrl C", "Copy"],
  ["Ctrl V", "Paste"],
  ["← ↑ → ↓", "Move what is chosen; with Shift, further"],
  ["E", "Change the name of what is selected"],
  ["N", "Add after what is selected"],
  ["R", "Change the kind of what is selected"],
  ["F", "Find an element"],
  ["L", "Lasso"],
  ["S", "Make space"],
  ["H", "Move the sheet"],
  ["C", "Connect"],
  ["Del", "Remove"],
  ["Ctrl +", "Zoom in"],
  ["Ctrl −", "Zoom out"],
  ["Ctrl 0", "Actual size"],
];

/** Shows all of them. */
export function showKeys() {
  const list = document.createElement("dl");
  list.className = "shortcuts";
  for (const [keys, words] of KEYS) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.className = "keys";
    term.append(
      ...keys.split(" ").map((key) => {
        const mark = document.createElement("kbd");
        mark.textContent = key;
        return mark;
      }),
    );
    value.textContent = words;
    list.append(term, value);
  }
  const dialog = makeDialog("Keyboard shortcuts of the editor", [list]);
  dialog.append(makeButton("Close", "", () => dialog.close()));
  dialog.showModal();
}
