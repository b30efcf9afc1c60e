// Mentions: after an “@” in a text the names of the page's own list are offered, by keyboard or mouse.
// Without this script the names are written by hand, or chosen in the field beside the text.

const NAME_CHARS = 40;
const OFFERED = 6;

let lists = 0;

for (const area of document.querySelectorAll("textarea[data-mentions]")) {
  if (area instanceof HTMLTextAreaElement) watch(area);
}

/** @param {HTMLTextAreaElement} area */
function watch(area) {
  lists += 1;
  const list = document.createElement("ul");
  list.id = `mentions-${lists}`;
  list.className = "mentions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  area.insertAdjacentElement("afterend", list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let chosen = 0;

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
  };

  /** @param {number} index */
  const choose = (index) => {
    const options = [...list.children];
    chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    area.setAttribute("aria-activedescendant", options[chosen].id);
  };

  /** @param {Element | null | undefined} option */
  const take = (option) => {
    const begun = typed(area);
    if (!(option instanceof HTMLElement) || begun === null) return;
    const end = area.selectionStart;
    area.setRangeText(`@${option.dataset.name} `, end - begun.length - 1, end, "end");
    close();
    area.focus();
  };

  area.addEventListener("input", () => {
    const begun = typed(area);
    const found = begun === null ? [] : people(area, begun);
    if (!found.length) return close();
    list.replaceChildren(...found.map((person, at) => option(list.id, person, at)));
    list.hidden = false;
    choose(0);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    if (event.target instanceof Element) take(event.target.closest("[role=option]"));
  });
  area.addEventListener("blur", close);
}

/** What stands between the last “@” and the caret; null where no name is begun. @param {HTMLTextAreaElement} area */
function typed(area) {
  const before = area.value.slice(Math.max(0, area.selectionStart - NAME_CHARS), area.selectionStart);
  return /(?:^|[\s(])@([^\n@]*)$/u.exec(before)?.[1] ?? null;
}

/** Those whose name begins so stand before those whose other name does. @param {HTMLTextAreaElement} area @param {string} begun */
function people(area, begun) {
  const words = begun.toLowerCase();
  const options = document.getElementById(area.dataset.mentions ?? "")?.querySelectorAll("option") ?? [];
  const begins = (/** @type {HTMLOptionElement} */ one) => Number(one.value.toLowerCase().startsWith(words));
  return [...options]
    .filter((one) => one.value.toLowerCase() !== words.trim() && ` ${one.value.toLowerCase()}`.includes(` ${words}`))
    .sort((one, other) => begins(other) - begins(one))
    .slice(0, OFFERED);
}

/** @param {string} list @param {HTMLOptionElement} person @param {number} at */
function option(list, person, at) {
  const item = document.createElement("li");
  item.id = `${list}-${at}`;
  item.setAttribute("role", "option");
  item.dataset.name = person.value;
  const name = document.createElement("span");
  name.textContent = person.value;
  item.append(name);
  const line = person.getAttribute("label");
  if (line) {
    const more = document.createElement("span");
    more.className = "palette-kind";
    more.textContent = line;
    item.append(more);
  }
  return item;
}
