// The diagram editor: bpmn-js, saved as one draws, with the findings of the server at their elements.
// Two people's edits never overwrite each other silently: when the server answers 409, a person decides.
import { Conflict, askAboutConflict } from "./diagram-conflict.js";
import { FindingsView } from "./diagram-findings.js";
import { giveLabelsRoom } from "./diagram-labels.js";
import { makeButton, makeDialog } from "./dialog.js";
import { put } from "./swap.js";
import { toast } from "./toast.js";

/** @typedef {import("./bpmn-js.js").Modeler} Modeler */
/** @typedef {import("./bpmn-js.js").Shape} Shape */

const SAVE_WAIT_MS = 800;
const RETRY_MS = 5000;
const STEP = 1.2;
/** The room that the modeller's palette takes at the left. */
const PALETTE_PX = 136;
const MARGIN_PX = 32;

const KEYS = [
  ["Ctrl Z", "Undo"],
  ["Ctrl Y", "Redo"],
  ["Ctrl S", "Save now"],
  ["Ctrl A", "Select everything"],
  ["Ctrl C", "Copy"],
  ["Ctrl V", "Paste"],
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

class DiagramEditor extends HTMLElement {
  /** @type {Modeler} */ modeler;
  /** @type {HTMLElement} */ canvas;
  /** @type {HTMLElement} */ state;
  /** @type {FindingsView} */ findings;
  revision = 0;
  timer = 0;
  /** Counts changes, so that an answer to an older save does not call a newer change saved. */
  changes = 0;
  saved = 0;
  saving = false;
  /** Whether saving waits for a person: signed out, or a conflict not yet decided. */
  stopped = false;

  async connectedCallback() {
    const [canvas, state, list] = ["canvas", "state", "findings"].map((name) => this.querySelector(`[data-${name}]`));
    if (!(canvas instanceof HTMLElement && state instanceof HTMLElement && list instanceof HTMLElement)) return;
    this.canvas = canvas;
    this.state = state;
    this.revision = Number(this.getAttribute("revision") ?? 0);
    if (!window.BpmnJS) return this.say("The editor could not be loaded. Reload the page.", true);
    this.modeler = new window.BpmnJS({
      container: canvas,
      bpmnRenderer: { defaultFillColor: "var(--raised)", defaultStrokeColor: "var(--ink)", defaultLabelColor: "var(--ink)" },
      textRenderer: { defaultStyle: { fontFamily: "Helvetica, Arial, 'Liberation Sans', sans-serif", fontSize: "12px" } },
    });
    giveLabelsRoom(this.modeler.get("textRenderer"));
    this.findings = new FindingsView(this.modeler, list);
    this.listen();
    await this.open();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.modeler?.destroy();
  }

  /** Reads the diagram from the server. */
  async open() {
    try {
      const response = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/xml" } });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      await this.show(await response.text());
      this.say("Saved");
    } catch (error) {
      this.say(`The diagram could not be opened: ${error instanceof Error ? error.message : error}`, true);
    }
  }

  /** @param {string} xml */
  async show(xml) {
    await this.modeler.importXML(xml);
    this.fit();
    this.tools();
    this.findings.show(this.initialFindings());
  }

  /** The findings that came with the page. @returns {import("./diagram-findings.js").Finding[]} */
  initialFindings() {
    try {
      return JSON.parse(this.getAttribute("findings") || "[]");
    } catch {
      return [];
    }
  }

  /** Shows all of it beside the palette, not larger than life. */
  fit() {
    const canvas = this.modeler.get("canvas");
    const { inner, outer } = canvas.viewbox();
    if (!inner.width || !outer.width) return;
    const scale = Math.min(
      (outer.width - PALETTE_PX - MARGIN_PX) / inner.width,
      (outer.height - 2 * MARGIN_PX) / inner.height,
      1,
    );
    const [width, height] = [outer.width / scale, outer.height / scale];
    const x = inner.x - PALETTE_PX / scale;
    canvas.viewbox({ x, y: inner.y - (height - inner.height) / 2, width, height });
  }

  listen() {
    this.modeler.on("commandStack.changed", () => {
      this.tools();
      this.changed();
    });
    this.modeler.on("selection.changed", ({ newSelection }) => this.chosen(newSelection));
    this.addEventListener("click", (event) => {
      const tool = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (tool) this.act(tool.getAttribute("data-do"));
    });
    this.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.stopped = false;
        this.save();
      }
    });
    addEventListener("beforeunload", (event) => {
      if (this.isConnected && this.changes > this.saved) event.preventDefault();
    });
    addEventListener("online", () => this.changes > this.saved && this.save());
  }

  /** @param {string | null} what */
  act(what) {
    const stack = this.modeler.get("commandStack");
    const canvas = this.modeler.get("canvas");
    if (what === "undo") stack.undo();
    if (what === "redo") stack.redo();
    if (what === "zoom-in") canvas.zoom(canvas.zoom() * STEP, "auto");
    if (what === "zoom-out") canvas.zoom(canvas.zoom() / STEP, "auto");
    if (what === "fit") this.fit();
    if (what === "keys") showKeys();
  }

  /** Undo and redo can be pressed only when there is something to undo or redo. */
  tools() {
    const stack = this.modeler.get("commandStack");
    const able = { undo: stack.canUndo(), redo: stack.canRedo() };
    for (const [name, can] of Object.entries(able)) {
      this.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-disabled", String(!can));
    }
  }

  /** Tells the page which element is selected, and loads its form. @param {Shape[]} selection */
  chosen(selection) {
    const shape = selection.length === 1 ? (selection[0].labelTarget ?? selection[0]) : null;
    const detail = { id: shape?.id ?? null, type: shape?.type ?? null, name: shape?.businessObject.name ?? "" };
    this.dispatchEvent(new CustomEvent("element-selected", { bubbles: true, detail }));
    if (shape) this.loadDetail(shape.id);
  }

  /** @param {string} id */
  async loadDetail(id) {
    const address = this.getAttribute("detail");
    const target = document.getElementById(this.getAttribute("detail-target") ?? "");
    if (!address || !target) return;
    const url = address.replace("{element}", encodeURIComponent(id));
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" } });
      if (response.ok) {
        put(target, await response.text());
      } else if (response.status === 404) {
        target.replaceChildren();
      }
    } catch {
      this.say("The details of this element could not be loaded; the server does not answer.", true);
    }
  }

  /** Something was drawn: save it soon. */
  changed() {
    if (this.stopped) return;
    this.changes += 1;
    this.say("Changed");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), SAVE_WAIT_MS);
  }

  /** Sends the diagram as it stands. One save at a time; what is drawn meanwhile is saved after it. */
  async save() {
    if (this.saving || this.stopped || this.changes === this.saved) return;
    clearTimeout(this.timer);
    this.saving = true;
    const upTo = this.changes;
    this.say("Saving…");
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      const response = await fetch(this.getAttribute("save") ?? "", {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ revision: this.revision, xml }),
      });
      await this.answered(response, upTo, xml);
    } catch {
      this.say("Not saved: the server does not answer. Trying again…", true);
      this.timer = window.setTimeout(() => this.save(), RETRY_MS);
    } finally {
      this.saving = false;
    }
    if (!this.stopped && this.changes > this.saved && this.changes > upTo) this.save();
  }

  /** @param {Response} response @param {number} upTo @param {string} xml */
  async answered(response, upTo, xml) {
    if (response.ok) {
      const answer = await response.json();
      this.revision = answer.revision;
      this.saved = upTo;
      this.findings.show(answer.findings ?? []);
      if (this.changes === this.saved) this.say("Saved");
      const standing = document.getElementById(this.getAttribute("standing-target") ?? "");
      if (answer.standing && standing) put(standing, answer.standing);
      if (answer.said) toast(answer.said);
      this.dispatchEvent(new CustomEvent("diagram-saved", { bubbles: true, detail: answer }));
    } else if (response.status === 409) {
      await this.decide(await response.json(), xml);
    } else {
      if (response.status >= 500) this.timer = window.setTimeout(() => this.save(), RETRY_MS);
      this.stopped = response.status === 401 || response.status === 403;
      const problem = await response.json().catch(() => null);
      this.say(`Not saved: ${problem?.detail ?? problem?.title ?? `the server answered ${response.status}`}`, true);
    }
  }

  /**
   * Somebody saved meanwhile: nothing is written until a person has decided.
   * @param {Conflict} conflict
   * @param {string} mine
   */
  async decide(conflict, mine) {
    this.stopped = true;
    this.say(`${conflict.by || "Somebody"} saved meanwhile`, true);
    const choice = await askAboutConflict(conflict);
    if (choice === "theirs") {
      this.revision = conflict.theirs;
      await this.open();
      this.saved = this.changes;
      toast("Their version is shown; yours was set aside.", {
        label: "Bring mine back",
        act: () => this.bringBack(mine),
      });
    } else if (choice === "mine") {
      this.revision = conflict.theirs;
    }
    this.stopped = choice === "later";
    if (choice === "mine") this.changes += 1;
    if (choice === "later") this.say("Not saved. Your drawing is kept in this window; press Ctrl S to decide.", true);
  }

  /** @param {string} xml */
  async bringBack(xml) {
    await this.modeler.importXML(xml);
    this.fit();
    this.changed();
  }

  /** @param {string} text @param {boolean} [bad] */
  say(text, bad = false) {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", bad);
  }
}

function showKeys() {
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

customElements.define("diagram-editor", DiagramEditor);
