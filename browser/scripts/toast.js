// Short messages in the page's one live region, so that screen readers say them too.

const SHOWN_MS = 6000;

/**
 * @param {string} text
 * @param {{ label: string, act: () => void }} [action] an undo, for example; the message then stays until it is closed
 */
export function toast(text, action) {
  const region = document.getElementById("live");
  if (!region) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      box.remove();
      action.act();
    });
    box.append(button);
  } else {
    setTimeout(() => box.remove(), SHOWN_MS);
  }
  region.append(box);
}

/** Says what the last act did; the page shows it in place already. */
export function showFlash() {
  const flash = document.querySelector("[data-flash]");
  const region = document.getElementById("live");
  if (!flash || !region) return;
  const words = document.createElement("p");
  words.className = "visually-hidden";
  region.append(words);
  setTimeout(() => (words.textContent = flash.textContent), 100);
  setTimeout(() => words.remove(), SHOWN_MS);
}

document.addEventListener("mandate:toast", (event) => {
  if (event instanceof CustomEvent && typeof event.detail === "string") toast(event.detail);
});
