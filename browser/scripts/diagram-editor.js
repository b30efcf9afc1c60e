// The diagram editor: bpmn-js with our own panel beside it, saved as one draws, with the findings of the server at their elements.
// Two people's edits never overwrite each other silently: when the server answers 409, a person decides.
import { Conflict, askAboutConflict } from "./diagram-conflict.js";
import { FindingsView } from "./diagram-findings.js";
import { showKeys } from "./diagram-keys.js";
import { giveLabelsRoom } from "./diagram-labels.js";
import { Panel } from "./diagram-panel.js";
import { put } from "./swap.js";
import { toast } from "./toast.js";

/** @typedef {import("./bpmn-js.js").Modeler} Modeler */
/** @typedef {import("./bpmn-js.js").Shape} Shape */
/** @typedef {{ seen: number, keep: "mine" | "theirs" }} Choice */
/** @typedef {{ upTo: number, xml: string, activities: Record<string, string>, choice?: Choice }} Sent */

const SAVE_WAIT_MS = 800;
const RETRY_MS = 5000;
const STEP = 1.2;
/** The room that the modeller's palette takes at the left. */
const PALETTE_PX = 136;
const MARGIN_PX = 32;
/** Below this many pixels per unit the words of a diagram cannot be read. */
const READABLE_SCALE = 0.55;

const CONTAINERS = ["bpmn:Participant", "bpmn:Lane"];

class DiagramEditor extends HTMLElement {
  /** @type {Modeler} */ modeler;
  /** @type {HTMLElement} */ canvas;
  /** @type {HTMLElement} */ state;
  /** @type {FindingsView} */ findings;
  /** @type {Panel} */ panel;
  revision = 0;
  timer = 0;
  /** Counts changes, so that an answer to an older save does not call a newer change saved. */
  changes = 0;
  saved = 0;
  /** The drawing as the server has it, written by the modeller. */
  known = "";
  /** The drawings that "Lay out again" replaced. @type {string[]} */ replaced = [];
  saving = false;
  /** Whether saving waits for a person: signed out, or a conflict not yet decided. */
  stopped = false;

  async connectedCallback() {
    const [canvas, state, list, panel] = ["canvas", "state", "findings", "panel"].map((name) => this.querySelector(`[data-${name}]`));
    if (!(canvas instanceof HTMLElement && state instanceof HTMLElement)) return;
    if (!(list instanceof HTMLElement && panel instanceof HTMLElement)) return;
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
    this.panel = new Panel(panel, this.modeler, this.getAttribute("detail") ?? "", (sentence) => this.say(sentence, true));
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
      this.findings.show(this.initialFindings());
      this.say("Saved");
    } catch (error) {
      this.say(`The diagram could not be opened: ${error instanceof Error ? error.message : error}`, true);
    }
  }

  /** Shows a drawing that the server has. @param {string} xml */
  async show(xml) {
    await this.modeler.importXML(xml);
    this.known = await this.written();
    this.fit(true);
    this.tools();
  }

  async written() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  /** The findings that came with the page. @returns {import("./diagram-findings.js").Finding[]} */
  initialFindings() {
    try {
      return JSON.parse(this.getAttribute("findings") || "[]");
    } catch {
      return [];
    }
  }

  /** Shows all of it beside the palette, not larger than life; if `words` matter more, not smaller than they can be read. */
  fit(words = false) {
    const canvas = this.modeler.get("canvas");
    const { inner, outer } = canvas.viewbox();
    if (!inner.width || !outer.width) return;
    const all = Math.min(
      (outer.width - PALETTE_PX - MARGIN_PX) / inner.width,
      (outer.height - 2 * MARGIN_PX) / inner.height,
      1,
    );
    const scale = words ? Math.max(all, READABLE_SCALE) : all;
    const [width, height] = [outer.width / scale, outer.height / scale];
    const x = inner.x - PALETTE_PX / scale;
    const above = Math.max((height - inner.height) / 2, MARGIN_PX / scale);
    canvas.viewbox({ x, y: inner.y - above, width, height });
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
    this.addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeunload", (event) => {
      this.panel.write();
      if (this.isConnected && this.changes > this.saved) event.preventDefault();
    });
    addEventListener("online", () => this.changes > this.saved && this.save());
    addEventListener("visibilitychange", () => document.hidden && this.leave());
  }

  /** Somebody looks elsewhere: nothing waits for the next pause. */
  leave() {
    this.panel.write();
    this.save();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof Element ? event.target : this;
    const draws = this.canvas.contains(target) && !target.closest("[contenteditable=true], input");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      this.stopped = false;
      this.leave();
    } else if (event.key === "F6") {
      this.turn(target, event.shiftKey);
    } else if (draws && event.key === "Enter" && this.modeler.get("selection").get().length === 1) {
      this.panel.focus();
    } else if (draws && event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (!this.step(event.shiftKey ? -1 : 1)) return;
    } else return;
    event.preventDefault();
  }

  /** Moves the focus to the next of canvas, panel and findings. @param {Element} from @param {boolean} back */
  turn(from, back) {
    const rooms = [this.canvas, this.panel.panel, this.findings.list];
    const here = Math.max(rooms.findIndex((room) => room.contains(from)), 0);
    const next = rooms[(here + (back ? rooms.length - 1 : 1)) % rooms.length];
    if (next === this.panel.panel) this.panel.focus();
    else if (next === this.canvas) this.modeler.get("canvas").focus();
    else /** @type {HTMLElement} */ (next.querySelector("button, a") ?? next).focus();
  }

  /** Chooses the next element from left to right, pools and lanes last; whether there was one. @param {1 | -1} by */
  step(by) {
    const all = this.modeler.get("elementRegistry").filter((shape) => Boolean(shape.parent) && !shape.waypoints && !shape.labelTarget);
    const around = (/** @type {Shape} */ shape) => Number(CONTAINERS.includes(shape.type));
    all.sort((a, b) => around(a) - around(b) || (a.x ?? 0) - (b.x ?? 0) || (a.y ?? 0) - (b.y ?? 0));
    const chosen = this.modeler.get("selection").get()[0];
    const at = chosen ? all.indexOf(chosen) + by : by > 0 ? 0 : all.length - 1;
    const next = all[at];
    this.modeler.get("selection").select(next ?? null);
    if (next) this.modeler.get("canvas").scrollToElement(next, 60);
    return Boolean(next);
  }

  /** @param {string | null} what */
  act(what) {
    const stack = this.modeler.get("commandStack");
    const canvas = this.modeler.get("canvas");
    this.panel.write();
    if (what === "undo") this.undo();
    if (what === "redo" && stack.canRedo()) stack.redo();
    if (what === "copy") this.modeler.get("copyPaste").copy(this.modeler.get("selection").get());
    if (what === "paste") this.modeler.get("copyPaste").paste();
    if (what === "zoom-in") canvas.zoom(canvas.zoom() * STEP, "auto");
    if (what === "zoom-out") canvas.zoom(canvas.zoom() / STEP, "auto");
    if (what === "fit") this.fit();
    if (what === "full") document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen();
    if (what === "layout") this.layOut();
    if (what === "keys") showKeys();
  }

  undo() {
    const stack = this.modeler.get("commandStack");
    if (stack.canUndo()) return stack.undo();
    const former = this.replaced.pop();
    if (former) this.replace(former);
  }

  /** Undo and redo can be pressed only when there is something to undo or redo. */
  tools() {
    const stack = this.modeler.get("commandStack");
    const able = { undo: stack.canUndo() || this.replaced.length > 0, redo: stack.canRedo() };
    for (const [name, can] of Object.entries(able)) {
      this.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-disabled", String(!can));
    }
  }

  /** Has the server place everything anew; Undo brings the old drawing back. */
  async layOut() {
    const xml = await this.written();
    this.say("Laying out…");
    try {
      const response = await fetch(this.getAttribute("layout") ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ xml }),
      });
      const answer = await response.json();
      if (!response.ok) return this.say(`Not laid out: ${answer.detail ?? answer.title}`, true);
      this.replaced.push(xml);
      await this.replace(answer.xml);
      toast("Everything was placed anew.", { label: "Undo", act: () => this.undo() });
    } catch {
      this.say("Not laid out: the server does not answer.", true);
    }
  }

  /** Shows a drawing that the server does not have yet, and saves it. @param {string} xml */
  async replace(xml) {
    await this.modeler.importXML(xml);
    this.fit(true);
    this.tools();
    this.changed();
  }

  /** Tells the page which element is selected, and shows it in the panel. @param {Shape[]} selection */
  async chosen(selection) {
    const shape = selection.length === 1 ? (selection[0].labelTarget ?? selection[0]) : null;
    const detail = { id: shape?.id ?? null, type: shape?.type ?? null, name: shape?.businessObject.name ?? "" };
    this.dispatchEvent(new CustomEvent("element-selected", { bubbles: true, detail }));
    this.panel.write();
    // The server has to know an element before it can say anything about it.
    if (shape && this.changes > this.saved) await this.save();
    this.panel.choose(shape);
  }

  /** Something was drawn or written: save it soon. */
  changed() {
    this.changes += 1;
    if (this.stopped) return;
    this.say("Changed");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), SAVE_WAIT_MS);
  }

  /**
   * Sends what changed, in the drawing and in the panel. One save at a time; what is done meanwhile is saved after it.
   * @param {Choice} [choice] what was decided about a conflict
   */
  async save(choice) {
    if (this.saving || this.stopped || (this.changes === this.saved && !choice)) return;
    clearTimeout(this.timer);
    this.saving = true;
    const upTo = this.changes;
    this.say("Saving…");
    try {
      const sent = { upTo, xml: await this.written(), activities: this.panel.unsaved(), choice };
      const body = { revision: this.revision, activities: sent.activities, choice, xml: sent.xml === this.known ? undefined : sent.xml };
      const response = await fetch(this.getAttribute("save") ?? "", {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      });
      await this.answered(response, sent);
    } catch {
      this.say("Not saved: the server does not answer. Trying again…", true);
      this.timer = window.setTimeout(() => this.save(), RETRY_MS);
    } finally {
      this.saving = false;
    }
    if (!this.stopped && this.changes > this.saved && this.changes > upTo) await this.save();
  }

  /** @param {Response} response @param {Sent} sent */
  async answered(response, sent) {
    if (response.ok) {
      await this.kept(await response.json(), sent);
    } else if (response.status === 409) {
      const conflict = await response.json();
      if (conflict.theirs) this.decide(conflict, sent.xml);
      else this.halt(conflict.detail ?? "the draft is closed");
    } else {
      if (response.status >= 500) this.timer = window.setTimeout(() => this.save(), RETRY_MS);
      const problem = await response.json().catch(() => null);
      const why = problem?.detail ?? problem?.title ?? `the server answered ${response.status}`;
      if (response.status === 401 || response.status === 403) this.halt(why);
      else this.say(`Not saved: ${why}`, true);
    }
  }

  /** @param {any} answer @param {Sent} sent */
  async kept(answer, sent) {
    this.revision = answer.revision;
    this.saved = sent.upTo;
    this.known = sent.xml;
    this.panel.saved(sent.activities);
    if (answer.xml && this.changes === sent.upTo) {
      await this.show(answer.xml);
      if (!sent.choice) toast("Somebody else changed the drawing meanwhile; it is shown as it stands now.");
    }
    if (answer.together || answer.xml || sent.choice) this.panel.refresh();
    this.findings.show(answer.findings ?? []);
    if (this.changes === this.saved) this.say("Saved");
    const standing = document.getElementById(this.getAttribute("standing-target") ?? "");
    if (answer.standing && standing) put(standing, answer.standing);
    if (answer.said) toast(answer.said);
    this.dispatchEvent(new CustomEvent("diagram-saved", { bubbles: true, detail: answer }));
  }

  /** Nothing can be saved until a person acts. @param {string} why */
  halt(why) {
    this.stopped = true;
    this.say(`Not saved: ${why} What you did is kept in this window.`, true);
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
    if (choice === "later") return this.say("Not saved. What you did is kept in this window; press Ctrl S to decide.", true);
    this.stopped = false;
    await this.save({ seen: conflict.theirs, keep: choice });
    if (choice === "theirs") {
      toast("Theirs stands; yours was set aside.", { label: "Bring my drawing back", act: () => this.replace(mine) });
    }
  }

  /** @param {string} text @param {boolean} [bad] */
  say(text, bad = false) {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", bad);
  }
}

customElements.define("diagram-editor", DiagramEditor);
