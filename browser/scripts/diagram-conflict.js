// Two people edited the same diagram: says who, when and what, and asks whose version stands.
import { makeButton, makeDialog } from "./dialog.js";

/** What the server says with 409. */
export class Conflict {
  /** The revision this window started from. @type {number} */ mine = 0;
  /** The revision the server has. @type {number} */ theirs = 0;
  /** Who saved it. */ by = "";
  /** When, as a person reads it. */ at = "";
  /** What they changed, in sentences. @type {string[]} */ changes = [];
  /** The parts that both wrote, with both texts. @type {{ label: string, mine: string, theirs: string }[]} */ parts = [];
}

/**
 * @param {Conflict} conflict
 * @returns {Promise<"mine" | "theirs" | "later">}
 */
export function askAboutConflict(conflict) {
  return new Promise((resolve) => {
    const words = document.createElement("p");
    words.textContent =
      `${conflict.by || "Somebody"} saved this diagram${conflict.at ? ` (${conflict.at})` : ""} while you were drawing. ` +
      "Nothing of yours has been written yet.";
    const list = document.createElement("ul");
    list.className = "conflict-changes";
    for (const sentence of conflict.changes ?? []) {
      const item = document.createElement("li");
      item.textContent = sentence;
      list.append(item);
    }
    /** @type {"mine" | "theirs" | "later"} */
    let choice = "later";
    const row = document.createElement("div");
    row.className = "buttons";
    const decide = (/** @type {"mine" | "theirs"} */ what) => () => {
      choice = what;
      dialog.close();
    };
    row.append(
      makeButton("Take theirs", "is-primary", decide("theirs")),
      makeButton("Keep mine", "", decide("mine")),
      makeButton("Decide later", "is-quiet", () => dialog.close()),
    );
    const dialog = makeDialog("Somebody saved meanwhile", [words, list, ...(conflict.parts ?? []).map(bothTexts), row]);
    dialog.addEventListener("close", () => resolve(choice));
    dialog.showModal();
  });
}

/** A part with what either wrote. @param {{ label: string, mine: string, theirs: string }} part */
function bothTexts(part) {
  const box = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = part.label;
  const texts = document.createElement("dl");
  texts.className = "conflict-texts";
  for (const [whose, text] of [["Mine", part.mine], ["Theirs", part.theirs]]) {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = whose;
    value.textContent = text || "Nothing";
    texts.append(term, value);
  }
  box.append(heading, texts);
  return box;
}
