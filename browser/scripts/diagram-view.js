// A diagram drawn by the server, made movable: drag, pinch, Ctrl and wheel, plus, minus, arrows and 0.
// Without this script the diagram scrolls in its box. Elements take one place in the tab order; arrows walk between them.

const STEP = 1.25;
const LEAST_SCALE = 0.15;
const GREATEST_SCALE = 6;
/** Below this many pixels per unit the words of a diagram cannot be read. */
const READABLE_SCALE = 0.55;
const PAN_PX = 60;
const LEAST_HEIGHT_PX = 200;
/** How much of the window's height a diagram may take. */
const GREATEST_PART = 0.75;
const MARGIN = 16;
/** A press that moves less than this is a click. */
const CLICK_PX = 4;

const CHANGED = ":is(.is-added, .is-removed, .is-changed, .is-hidden-change)[data-id]";
const CONTAINERS = ".bpmn-pool, .bpmn-lane";

/** @typedef {{ x: number, y: number, w: number, h: number }} Box */

class DiagramView extends HTMLElement {
  /** @type {HTMLElement} */ canvas;
  /** @type {SVGSVGElement} */ svg;
  /** @type {Box} */ whole;
  /** Says that there is more than is seen. @type {HTMLElement} */ hint;
  scale = 1;
  centre = { x: 0, y: 0 };
  /** Whether somebody chose what is in sight; until then a window of another size shows the diagram anew. */
  moved = false;

  connectedCallback() {
    const canvas = this.querySelector(".diagram-canvas");
    const svg = canvas?.querySelector("svg");
    if (!(canvas instanceof HTMLElement) || !svg || !svg.viewBox.baseVal.width) return;
    this.canvas = canvas;
    this.svg = svg;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.whole = { x: x - MARGIN, y: y - MARGIN, w: width + 2 * MARGIN, h: height + 2 * MARGIN };
    this.classList.add("is-live");
    this.hint = document.createElement("p");
    this.hint.className = "diagram-hint";
    this.querySelector(".diagram-tools")?.prepend(this.hint);
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    this.open();
    this.listen();
    this.rove();
  }

  /** As tall as the diagram needs at the present width, and shows all of it if its words can then be read, else its beginning. */
  open() {
    const scale = Math.min(Math.max(this.canvas.clientWidth / this.whole.w, READABLE_SCALE), 1);
    const wanted = Math.max(this.whole.h * scale, LEAST_HEIGHT_PX);
    this.canvas.style.height = `${Math.round(Math.min(wanted, innerHeight * GREATEST_PART))}px`;
    this.fit();
    if (this.scale >= READABLE_SCALE) return;
    this.scale = READABLE_SCALE;
    const { clientWidth, clientHeight } = this.canvas;
    const begin = (/** @type {number} */ from, /** @type {number} */ all, /** @type {number} */ room) =>
      from + Math.min(all, room / this.scale) / 2;
    this.centre.x = begin(this.whole.x, this.whole.w, clientWidth);
    this.centre.y = begin(this.whole.y, this.whole.h, clientHeight);
    this.findChange();
    this.show();
  }

  /** What changed comes into sight, if it lies farther to the right. */
  findChange() {
    const changed = this.svg.querySelector(CHANGED);
    if (!(changed instanceof SVGGraphicsElement)) return;
    const { x, width } = changed.getBBox();
    this.centre.x = Math.max(this.centre.x, x + width / 2);
  }

  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    this.scale = Math.min(clientWidth / this.whole.w, clientHeight / this.whole.h, 1.25);
    this.centre = { x: this.whole.x + this.whole.w / 2, y: this.whole.y + this.whole.h / 2 };
    this.show();
  }

  show() {
    const w = this.canvas.clientWidth / this.scale;
    const h = this.canvas.clientHeight / this.scale;
    this.centre.x = Math.min(Math.max(this.centre.x, this.whole.x), this.whole.x + this.whole.w);
    this.centre.y = Math.min(Math.max(this.centre.y, this.whole.y), this.whole.y + this.whole.h);
    this.svg.setAttribute("viewBox", `${this.centre.x - w / 2} ${this.centre.y - h / 2} ${w} ${h}`);
    this.tellMore(w / 2, h / 2);
  }

  /** Says at which sides the picture goes on. @param {number} w half of what is seen @param {number} h */
  tellMore(w, h) {
    const { x, y, w: width, h: height } = this.whole;
    const more = {
      left: this.centre.x - w > x + MARGIN,
      right: this.centre.x + w < x + width - MARGIN,
      up: this.centre.y - h > y + MARGIN,
      down: this.centre.y + h < y + height - MARGIN,
    };
    for (const [side, is] of Object.entries(more)) this.canvas.classList.toggle(`is-more-${side}`, is);
    const across = more.left && more.right ? "at both sides" : more.right ? "to the right" : more.left ? "to the left" : "";
    const along = more.up || more.down ? (more.down ? "below" : "above") : "";
    const where = [across, along].filter(Boolean).join(" and ");
    const how = matchMedia("(pointer: coarse)").matches ? "drag it" : "drag, or use the arrow keys";
    this.hint.textContent = where && `There is more ${where}: ${how}.`;
  }

  /**
   * Zooms, keeping the place under the pointer where it is.
   * @param {number} factor
   * @param {{ x: number, y: number }} [at] pixels from the middle of the canvas
   */
  zoom(factor, at = { x: 0, y: 0 }) {
    const next = Math.min(Math.max(this.scale * factor, LEAST_SCALE), GREATEST_SCALE);
    this.centre.x += at.x / this.scale - at.x / next;
    this.centre.y += at.y / this.scale - at.y / next;
    this.scale = next;
    this.moved = true;
    this.show();
  }

  /** @param {number} dx pixels @param {number} dy pixels */
  pan(dx, dy) {
    this.centre.x += dx / this.scale;
    this.centre.y += dy / this.scale;
    this.moved ||= dx !== 0 || dy !== 0;
    this.show();
  }

  listen() {
    this.addEventListener("click", (event) => {
      const tool = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (tool) this.act(tool.getAttribute("data-do"));
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), this.fromMiddle(event));
      },
      { passive: false },
    );
    this.drag();
    const { x, y, w, h } = this.whole;
    addEventListener("beforeprint", () => this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`));
    addEventListener("afterprint", () => this.show());
    this.follow();
  }

  /** Keeps the picture right when the window changes: what somebody chose stays in sight, else it opens anew. */
  follow() {
    let width = this.canvas.clientWidth;
    new ResizeObserver(() => {
      const { clientWidth } = this.canvas;
      if (clientWidth === width || this.moved) this.show();
      else this.open();
      width = clientWidth;
    }).observe(this.canvas);
  }

  /** @param {string | null} what */
  act(what) {
    if (what === "zoom-in") this.zoom(STEP);
    if (what === "zoom-out") this.zoom(1 / STEP);
    if (what === "fit") this.fit();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const element = event.target instanceof Element ? event.target.closest("[data-id]") : null;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const arrow = arrows[/** @type {keyof typeof arrows} */ (event.key)];
    if (arrow && element) this.walk(element, arrow[0], arrow[1]);
    else if (arrow) this.pan(arrow[0] * PAN_PX, arrow[1] * PAN_PX);
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.fit();
    else if ((event.key === "Enter" || event.key === " ") && element) this.choose(element);
    else return;
    event.preventDefault();
  }

  drag() {
    /** @type {Map<number, { x: number, y: number }>} */
    const held = new Map();
    let moved = 0;
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      moved = 0;
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      const now = { x: event.clientX, y: event.clientY };
      moved += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
      if (moved < CLICK_PX) return;
      if (!this.canvas.hasPointerCapture(event.pointerId)) this.canvas.setPointerCapture(event.pointerId);
      this.canvas.classList.add("is-moving");
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const before = Math.hypot(last.x - other.x, last.y - other.y);
        const after = Math.hypot(now.x - other.x, now.y - other.y);
        const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
        if (before > 0) this.zoom(after / before, this.fromMiddle(middle));
      } else {
        this.pan(last.x - now.x, last.y - now.y);
      }
      held.set(event.pointerId, now);
    });
    const release = (/** @type {PointerEvent} */ event) => {
      held.delete(event.pointerId);
      if (!held.size) this.canvas.classList.remove("is-moving");
    };
    this.canvas.addEventListener("pointerup", release);
    this.canvas.addEventListener("pointercancel", release);
    this.canvas.addEventListener("click", (event) => {
      if (moved >= CLICK_PX) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const element = event.target instanceof Element ? event.target.closest("[data-id]") : null;
      if (element && !element.closest("a")) this.choose(element);
    }, true);
    this.canvas.addEventListener("dragstart", (event) => event.preventDefault());
  }

  /** @param {{ clientX: number, clientY: number }} event */
  fromMiddle(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  }

  /** What can take the focus: the element, or the link that it is or has; not pools and lanes, which every step names. @returns {SVGElement[]} */
  stops() {
    const all = [...this.svg.querySelectorAll("[data-id][tabindex], a[href][data-id], a[href] [data-id], [data-id] a[href]")];
    const stops = all.filter((one) => !one.matches(CONTAINERS)).map((one) => one.closest("a[href]") ?? one);
    return /** @type {SVGElement[]} */ ([...new Set(stops)]);
  }

  rove() {
    const stops = this.stops();
    for (const one of [this.svg, ...this.svg.querySelectorAll(CONTAINERS)]) one.setAttribute("tabindex", "-1");
    stops.forEach((stop, index) => stop.setAttribute("tabindex", index ? "-1" : "0"));
    this.svg.addEventListener("focusin", (event) => {
      const stop = stops.find((one) => one === event.target);
      if (!stop) return;
      for (const other of stops) other.setAttribute("tabindex", other === stop ? "0" : "-1");
      this.reveal(stop);
    });
  }

  /** Moves the focus to the nearest element in a direction. @param {Element} from @param {number} dx @param {number} dy */
  walk(from, dx, dy) {
    const middle = (/** @type {Element} */ one) => {
      const box = one.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    };
    const here = middle(from);
    let best = null;
    let least = Infinity;
    for (const stop of this.stops()) {
      const there = middle(stop);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      const cost = along + 2 * aside;
      if (along > 1 && cost < least) [best, least] = [stop, cost];
    }
    best?.focus({ preventScroll: true });
  }

  /** Moves the picture so that an element lies within it. @param {Element} element */
  reveal(element) {
    const inner = element.getBoundingClientRect();
    const outer = this.canvas.getBoundingClientRect();
    const over = (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ from, /** @type {number} */ to) =>
      low < from + MARGIN ? low - from - MARGIN : high > to - MARGIN ? high - to + MARGIN : 0;
    this.canvas.scrollTo(0, 0);
    this.pan(over(inner.left, inner.right, outer.left, outer.right), over(inner.top, inner.bottom, outer.top, outer.bottom));
  }

  /** Tells the page which element was chosen. @param {Element} element */
  choose(element) {
    for (const one of this.svg.querySelectorAll(".is-chosen")) one.classList.remove("is-chosen");
    element.classList.add("is-chosen");
    const link = element.closest("a[href]") ?? element.querySelector("a[href]");
    const detail = { id: element.getAttribute("data-id"), name: element.getAttribute("aria-label") ?? "" };
    this.dispatchEvent(new CustomEvent("element-selected", { bubbles: true, detail }));
    if (link) location.assign(link.getAttribute("href") ?? "");
  }
}

customElements.define("diagram-view", DiagramView);
