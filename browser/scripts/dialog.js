// Opens and closes dialogs: a link with data-open="id" opens the dialog of that id, a link with data-close closes its own.

/** Listens for opening and closing links. */
export function watchDialogs() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const dialog = document.getElementById(opener.getAttribute("data-open") ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-close]");
    const dialog = closer?.closest("dialog") ?? (event.target instanceof HTMLDialogElement ? event.target : null);
    if (dialog && (closer || outside(dialog, event))) {
      event.preventDefault();
      dialog.close();
    }
  });
}

/**
 * Builds a dialog that is not part of the page the server sent.
 * @param {string} title
 * @param {Node[]} content
 * @param {string} [className]
 */
export function makeDialog(title, content, className = "") {
  const dialog = document.createElement("dialog");
  dialog.className = `dialog ${className}`;
  const heading = document.createElement("h2");
  heading.textContent = title;
  heading.id = `dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {() => void} act
 */
export function makeButton(label, kind, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button ${kind}`;
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {MouseEvent} event
 */
function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
