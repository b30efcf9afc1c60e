// The panel beside the canvas: what is chosen in the drawing, with its name, its documentation and our own details.
// Every edit is a command of the modeller, so that Undo takes back a sentence as it takes back a shape.
import { put } from "./swap.js";

/** @typedef {import("./bpmn-js.js").Modeler} Modeler */
/** @typedef {import("./bpmn-js.js").Shape} Shape */
/** @typedef {{ id: string, before: string, after: string }} Written */

const WRITE = "details.write";
/** Typing that pauses this long is one step of Undo. */
const PAUSE_MS = 700;

export class Panel {
  /** The forms of activities as they stand, by element id. @type {Map<string, string>} */ #details = new Map();
  /** The forms that the server does not have yet. @type {Map<string, string>} */ #unsaved = new Map();
  /** @type {Shape | null} */ #shape = null;
  #timer = 0;
  /** Fetches that were overtaken by another choice are ignored. */
  #asked = 0;

  /**
   * @param {HTMLElement} panel
   * @param {Modeler} modeler
   * @param {string} address where the details of an element are to be had; `{element}` stands for its id
   * @param {(sentence: string) => void} complain
   */
  constructor(panel, modeler, address, complain) {
    this.panel = panel;
    this.modeler = modeler;
    this.address = address;
    this.complain = complain;
    modeler.get("commandStack").register(WRITE, {
      execute: (/** @type {Written} */ written) => this.#set(written.id, written.after),
      revert: (/** @type {Written} */ written) => this.#set(written.id, written.before),
    });
    panel.addEventListener("input", () => this.#later());
    panel.addEventListener("change", () => this.write());
    modeler.on("elements.changed", () => this.#own());
  }

  /** Shows an element; nothing chosen shows the process as a whole. @param {Shape | null} shape */
  async choose(shape) {
    this.write();
    this.#shape = shape;
    const asked = ++this.#asked;
    this.#part("[data-whole]").hidden = shape !== null;
    this.#part("[data-fields]").hidden = shape === null;
    this.#part("[data-detail]").replaceChildren();
    this.#own();
    if (!shape) return;
    const markup = await this.#read(shape.id);
    if (asked !== this.#asked || markup === null) return;
    put(this.#part("[data-detail]"), markup);
    const form = this.#form();
    if (!form) return;
    const known = this.#details.get(shape.id);
    if (known === undefined) this.#details.set(shape.id, answers(form));
    else fill(form, known);
  }

  /** @param {string} id @returns {Promise<string | null>} */
  async #read(id) {
    const url = this.address.replace("{element}", encodeURIComponent(id));
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" } });
      return response.ok ? await response.text() : null;
    } catch {
      this.complain("The details of this element could not be loaded; the server does not answer.");
      return null;
    }
  }

  /** Forgets the forms that the server has, so that they are read again; those that it does not have yet stay. */
  refresh() {
    for (const id of [...this.#details.keys()]) if (!this.#unsaved.has(id)) this.#details.delete(id);
    this.choose(this.#shape && (this.modeler.get("elementRegistry").get(this.#shape.id) ?? null));
  }

  /** What the server does not have yet, of elements that still exist. @returns {Record<string, string>} */
  unsaved() {
    const registry = this.modeler.get("elementRegistry");
    return Object.fromEntries([...this.#unsaved].filter(([id]) => registry.get(id)));
  }

  /** The server has these now. @param {Record<string, string>} sent */
  saved(sent) {
    for (const [id, form] of Object.entries(sent)) if (this.#unsaved.get(id) === form) this.#unsaved.delete(id);
  }

  /** Moves the focus to the first field. */
  focus() {
    const field = this.panel.querySelector("[data-fields]:not([hidden]) :is(input, textarea):enabled, [data-whole]:not([hidden]) a");
    if (field instanceof HTMLElement) field.focus();
    else this.panel.focus();
  }

  /** Makes what was typed a step that can be undone. */
  write() {
    clearTimeout(this.#timer);
    const shape = this.#shape;
    if (!shape || !this.modeler.get("elementRegistry").get(shape.id)) return;
    this.#writeOwn(shape);
    const form = this.#form();
    if (!form || !form.checkValidity()) return void form?.reportValidity();
    const [before, after] = [this.#details.get(shape.id), answers(form)];
    if (before === undefined || before === after) return;
    this.modeler.get("commandStack").execute(WRITE, { id: shape.id, before, after });
  }

  /** @param {Shape} shape */
  #writeOwn(shape) {
    const { name, documentation, condition } = this.#fields();
    const element = shape.businessObject;
    const modeling = this.modeler.get("modeling");
    const factory = this.modeler.get("bpmnFactory");
    if (!name.disabled && name.value !== (element.name ?? "")) modeling.updateLabel(shape, name.value);
    if (documentation.value !== documented(shape)) {
      const texts = documentation.value ? [factory.create("bpmn:Documentation", { text: documentation.value })] : [];
      modeling.updateProperties(shape, { documentation: texts });
    }
    if (shape.type === "bpmn:SequenceFlow" && condition.value !== (element.conditionExpression?.body ?? "")) {
      const body = condition.value;
      const conditionExpression = body ? factory.create("bpmn:FormalExpression", { body }) : undefined;
      modeling.updateProperties(shape, { conditionExpression });
    }
  }

  /** Shows name, documentation and condition as the drawing has them, save in the field that is being typed in. */
  #own() {
    const shape = this.#shape;
    const heading = this.#part("[data-chosen]");
    if (!shape) return void (heading.textContent = "The whole process");
    const element = shape.businessObject;
    const kind = words(shape.type);
    heading.textContent = element.name ? `${kind}: ${element.name}` : kind;
    const { name, documentation, condition } = this.#fields();
    name.disabled = /:(TextAnnotation|Group|Association|Data\w+Association)$/.test(shape.type);
    this.#show(name, element.name ?? "");
    this.#show(documentation, documented(shape));
    this.#show(condition, element.conditionExpression?.body ?? "");
    for (const one of this.panel.querySelectorAll("[data-only]")) {
      one.toggleAttribute("hidden", one.getAttribute("data-only") !== shape.type);
    }
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} value */
  #show(field, value) {
    if (field !== document.activeElement || field.dataset.of !== this.#shape?.id) field.value = value;
    field.dataset.of = this.#shape?.id;
  }

  /** @param {string} id @param {string} form @returns {Shape[]} */
  #set(id, form) {
    this.#details.set(id, form);
    this.#unsaved.set(id, form);
    const shown = this.#form();
    if (shown && shown.dataset.details === id && answers(shown) !== form) fill(shown, form);
    return [];
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.write(), PAUSE_MS);
  }

  /** @returns {HTMLFormElement | null} the details that are shown */
  #form() {
    return this.panel.querySelector("form[data-details]");
  }

  #fields() {
    const [name, documentation, condition] = ["name", "documentation", "condition"].map((word) =>
      this.panel.querySelector(`[name="element_${word}"]`),
    );
    return /** @type {Record<"name" | "documentation" | "condition", HTMLInputElement>} */ ({ name, documentation, condition });
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.panel.querySelector(selector));
  }
}

/** @param {HTMLFormElement} form */
function answers(form) {
  const all = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
  return all.toString();
}

/** @param {HTMLFormElement} form @param {string} text */
function fill(form, text) {
  const all = new URLSearchParams(text);
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = all.getAll(field.name).includes(field.value);
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
      if (field !== document.activeElement) field.value = all.get(field.name) ?? "";
    }
  }
}

/** @param {Shape} shape */
const documented = (shape) => (shape.businessObject.documentation ?? []).map((one) => one.text ?? "").join("\n\n");

/** "bpmn:UserTask" as "User task". @param {string} type */
function words(type) {
  const spaced = type.replace(/^\w+:/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
