// Puts markup that our own server sent into the page, and lets htmx see what arrived.

/** @typedef {{ process(element: Element): void }} Htmx */

/**
 * @param {HTMLElement} target
 * @param {string} markup
 */
export function put(target, markup) {
  target.innerHTML = markup;
  const { htmx } = /** @type {{ htmx?: Htmx }} */ (/** @type {unknown} */ (window));
  htmx?.process(target);
}
