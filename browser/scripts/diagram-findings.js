// Findings of the server at their elements: a mark on the drawing and a list that screen readers announce.

/** @typedef {import("./bpmn-js.js").Modeler} Modeler */
/** @typedef {{ element: string | null, rule: string, severity: string, message: string, why?: string, remedy: string, place?: string, href?: string }} Finding */

const OVERLAY = "finding";
const MARKERS = ["has-error", "has-warning", "has-advice"];
const LOOK = {
  error: { marker: "has-error", tone: "is-bad", word: "Error: ", sign: "!" },
  warning: { marker: "has-warning", tone: "is-warning", word: "Warning: ", sign: "!" },
  info: { marker: "has-advice", tone: "is-info", word: "Advice: ", sign: "i" },
};

/** @param {string} severity */
const look = (severity) => LOOK[/** @type {keyof typeof LOOK} */ (severity.toLowerCase())] ?? LOOK.info;

export class FindingsView {
  /** @type {string[]} */ #marked = [];

  /** @param {Modeler} modeler @param {HTMLElement} list */
  constructor(modeler, list) {
    this.modeler = modeler;
    this.list = list;
  }

  /** @param {Finding[]} findings */
  show(findings) {
    this.#clear();
    for (const finding of [...findings].reverse()) this.#mark(finding);
    this.list.replaceChildren(findings.length ? this.#items(findings) : nothing());
  }

  #clear() {
    const canvas = this.modeler.get("canvas");
    for (const id of this.#marked) {
      if (this.modeler.get("elementRegistry").get(id)) for (const marker of MARKERS) canvas.removeMarker(id, marker);
    }
    this.#marked = [];
    this.modeler.get("overlays").remove({ type: OVERLAY });
  }

  /** @param {Finding} finding */
  #mark(finding) {
    const shape = finding.element && this.modeler.get("elementRegistry").get(finding.element);
    if (!shape || shape === this.modeler.get("canvas").getRootElement()) return;
    const { marker, tone, sign } = look(finding.severity);
    if (this.#marked.includes(shape.id)) {
      for (const other of MARKERS) this.modeler.get("canvas").removeMarker(shape.id, other);
    }
    this.modeler.get("canvas").addMarker(shape.id, marker);
    if (!this.#marked.includes(shape.id) && !shape.waypoints) {
      const flag = document.createElement("span");
      flag.className = `editor-flag ${tone}`;
      flag.title = finding.message;
      flag.textContent = sign;
      this.modeler.get("overlays").add(shape.id, OVERLAY, { position: { top: -11, right: 11 }, html: flag });
    }
    this.#marked.push(shape.id);
  }

  /** @param {Finding[]} findings */
  #items(findings) {
    const list = document.createElement("ul");
    list.className = "findings";
    list.setAttribute("role", "list");
    for (const finding of findings) {
      const { tone, word } = look(finding.severity);
      const item = document.createElement("li");
      item.className = `finding ${tone}`;
      const box = document.createElement("div");
      const message = document.createElement("p");
      const strong = document.createElement("strong");
      strong.textContent = word;
      message.append(strong, finding.message);
      const remedy = document.createElement("p");
      remedy.className = "finding-remedy";
      remedy.textContent = [finding.why, finding.remedy].filter(Boolean).join(" ");
      box.append(message, remedy);
      const shape = finding.element ? this.modeler.get("elementRegistry").get(finding.element) : undefined;
      if (shape) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `Show ${shape.businessObject.name || shape.id}`;
        button.addEventListener("click", () => {
          this.modeler.get("canvas").scrollToElement(shape, 60);
          this.modeler.get("selection").select(shape);
        });
        box.append(button);
      } else if (finding.href) {
        const link = document.createElement("a");
        link.href = finding.href;
        link.textContent = finding.place ?? "Go there";
        box.append(link);
      }
      item.append(box);
      list.append(item);
    }
    return list;
  }
}

function nothing() {
  const words = document.createElement("p");
  words.className = "finding-none";
  words.textContent = "Nothing found.";
  return words;
}
