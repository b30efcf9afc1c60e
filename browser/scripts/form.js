// Forms: the error summary takes the focus, unsaved answers are not lost by leaving, a draft is checked while typing.
import { put } from "./swap.js";

const LIVE_WAIT_MS = 500;

/** Watches every form of the page, also those that arrive later. */
export function watchForms() {
  focusSummary(document);
  document.addEventListener("htmx:after:swap", () => focusSummary(document));
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element && event.target.closest("form");
    if (!form) return;
    form.dataset.changed = "yes";
    if (form.dataset.live) later(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement) delete event.target.dataset.changed;
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
  });
}

/** @param {ParentNode} within */
function focusSummary(within) {
  const summary = within.querySelector("[data-focus]:not([data-focused])");
  if (!(summary instanceof HTMLElement)) return;
  summary.dataset.focused = "yes";
  summary.focus();
}

/** @type {WeakMap<HTMLFormElement, { timer: number, abort: AbortController | null }>} */
const waiting = new WeakMap();

/** @param {HTMLFormElement} form */
function later(form) {
  const state = waiting.get(form) ?? { timer: 0, abort: null };
  waiting.set(form, state);
  clearTimeout(state.timer);
  state.timer = window.setTimeout(() => {
    state.abort?.abort();
    state.abort = new AbortController();
    check(form, state.abort.signal);
  }, LIVE_WAIT_MS);
}

/**
 * Sends the form as it stands and puts the answer (markup of our own server) into its target.
 * @param {HTMLFormElement} form
 * @param {AbortSignal} signal
 */
async function check(form, signal) {
  const target = document.getElementById(form.dataset.liveTarget ?? "");
  if (!target) return;
  const answers = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") answers.append(name, value);
  try {
    const headers = { "HX-Request": "true" };
    const response = await fetch(form.dataset.live ?? "", { method: "POST", body: answers, headers, signal });
    if (!response.ok && response.status !== 422) return;
    put(target, await response.text());
  } catch {
    // Superseded by newer typing, or offline: the form itself still sends and is checked then.
  }
}
