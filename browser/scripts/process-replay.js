// Cases moving over the published diagram: play, pause, speed, and a slider through time. Nothing moves, and nothing is fetched,
// until somebody asks. Where the person wants less motion, time goes on in still pictures.

const SVG = "http://www.w3.org/2000/svg";
/** The whole period passes in so many seconds at normal speed. */
const WHOLE_S = 60;
/** Still pictures of the whole period, for those who want less motion. */
const STILLS = 60;
const STILL_MS = 1000;
/** Points by which the line of a flow is known. */
const POINTS = 24;
const TOKEN_RADIUS = 5;
/** For how much of the period something that happened beside the process is shown. */
const SHOWN_PART = 0.006;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** How often the moment is said while it plays, so that a screen reader is not drowned. */
const SAID_EVERY_MS = 10_000;
/** Kinds of tokens, so that a case can be followed by its colour. */
const HUES = 4;

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {[number, number, number, number[]]} Travel case, from, to, flows */
/** @typedef {[number, number, number, number]} Stay case, from, to, step */
/** @typedef {[number, number, number | null]} Stray case, when, step */
/**
 * @typedef {{ from: string, seconds: number, cases: number, rule: string, flows: string[], steps: string[],
 *   travels: Travel[], stays: Stay[], strays: Stray[] }} Moves
 */

class ProcessReplay extends HTMLElement {
  /** As it was fetched. @type {Moves | null} */ fetched = null;
  /** As it is shown: by the calendar, or every case from its beginning. @type {Moves | null} */ moves = null;
  /** @type {Promise<void> | null} */ loading = null;
  /** Seconds since the beginning of the period. */
  now = 0;
  playing = false;
  /** @type {number} */ frame = 0;
  /** @type {number} */ timer = 0;
  last = 0;
  said = 0;
  /** Points of each flow, and the middle of each step. @type {Point[][]} */ lines = [];
  /** @type {(Point | null)[]} */ middles = [];
  /** Begin and end of each case. @type {[number, number][]} */ spans = [];
  /** @type {SVGGElement} */ layer;

  connectedCallback() {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    this.still = still.matches;
    still.addEventListener("change", () => {
      this.still = still.matches;
      if (this.playing) {
        this.pause();
        this.play();
      }
    });
    this.addEventListener("click", (event) => {
      const tool = event.target instanceof Element ? event.target.closest("[data-replay]") : null;
      if (tool?.getAttribute("data-replay") === "play") this.toggle();
      if (tool?.getAttribute("data-replay") === "begin") this.go(0);
    });
    this.slider().step = "0.1";
    this.slider().addEventListener("input", () => this.scrub());
    this.choice("replay_axis").addEventListener("change", () => this.turn());
    document.addEventListener("visibilitychange", () => document.hidden && this.playing && this.toggle());
  }

  disconnectedCallback() {
    this.pause();
  }

  slider() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=range]"));
  }

  /** @param {string} name */
  choice(name) {
    return /** @type {HTMLSelectElement} */ (this.querySelector(`select[name="${name}"]`));
  }

  speed() {
    return Number(this.choice("replay_speed").value) || 1;
  }

  byCalendar() {
    return this.choice("replay_axis").value === "calendar";
  }

  /** Another axis of time: the replay stands at its beginning. */
  async turn() {
    if (!this.fetched) return;
    this.pause();
    this.arrange();
    await this.go(0);
  }

  async toggle() {
    if (this.playing) {
      this.pause();
      this.say();
      return;
    }
    if (await this.ready()) this.play();
  }

  async scrub() {
    if (!(await this.ready()) || !this.moves) return;
    this.now = (Number(this.slider().value) / 100) * this.moves.seconds;
    this.show();
    this.sayLater();
  }

  /** @param {number} moment */
  async go(moment) {
    if (!(await this.ready())) return;
    this.now = moment;
    this.show();
    this.say();
  }

  /** Fetches the moves once. @returns {Promise<boolean>} whether they are here */
  async ready() {
    this.loading ??= this.load();
    await this.loading;
    return this.moves !== null;
  }

  async load() {
    this.tell("Fetching the moves of the cases…");
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/json" } });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.detail || body.title);
      this.prepare(body);
    } catch (error) {
      this.loading = null;
      this.tell(error instanceof Error && error.message ? error.message : "The moves could not be fetched. Try again.");
      this.say();
    }
  }

  /** @param {Moves} moves */
  prepare(moves) {
    const svg = this.querySelector("svg.bpmn");
    if (!(svg instanceof SVGSVGElement) || !moves.cases) {
      this.tell("No case moves: nothing in the chosen cases can be shown on the diagram.");
      return;
    }
    this.lines = moves.flows.map((id) => this.line(svg, id));
    this.middles = moves.steps.map((id) => middleOf(find(svg, id)));
    this.fetched = moves;
    this.arrange();
    this.layer = document.createElementNS(SVG, "g");
    this.layer.setAttribute("class", "replay-layer");
    this.layer.setAttribute("aria-hidden", "true");
    svg.append(this.layer);
    this.show();
  }

  /** Lays the moves on the axis that was chosen, each list in the order of its beginnings. */
  arrange() {
    const fetched = /** @type {Moves} */ (this.fetched);
    /** @type {[number, number][]} */
    const spans = [];
    for (const [number, from, to] of [...fetched.travels, ...fetched.stays]) {
      const span = (spans[number] ??= [from, to]);
      span[0] = Math.min(span[0], from);
      span[1] = Math.max(span[1], to);
    }
    const start = (/** @type {number} */ number) => (this.byCalendar() ? 0 : (spans[number]?.[0] ?? 0));
    const first = (/** @type {{ 1: number }} */ a, /** @type {{ 1: number }} */ b) => a[1] - b[1];
    this.spans = spans.map((span, number) => [span[0] - start(number), span[1] - start(number)]);
    this.moves = {
      ...fetched,
      seconds: this.byCalendar() ? fetched.seconds : Math.max(0, ...this.spans.map((span) => span?.[1] ?? 0)),
      travels: fetched.travels.map(([n, from, to, way]) => /** @type {Travel} */ ([n, from - start(n), to - start(n), way])).sort(first),
      stays: fetched.stays.map(([n, from, to, step]) => /** @type {Stay} */ ([n, from - start(n), to - start(n), step])).sort(first),
      strays: fetched.strays.map(([n, at, step]) => /** @type {Stray} */ ([n, at - start(n), step])).sort(first),
    };
  }

  /** @param {SVGSVGElement} svg @param {string} id @returns {Point[]} */
  line(svg, id) {
    const path = find(svg, id)?.querySelector(".bpmn-line");
    if (!(path instanceof SVGGeometryElement)) return [];
    const length = path.getTotalLength();
    return Array.from({ length: POINTS + 1 }, (_, at) => path.getPointAtLength((length * at) / POINTS));
  }

  play() {
    if (!this.moves) return;
    if (this.now >= this.moves.seconds) this.now = 0;
    this.playing = true;
    this.word();
    this.last = performance.now();
    this.said = this.last;
    if (this.still) this.timer = window.setInterval(() => this.stillOn(), STILL_MS);
    else this.frame = requestAnimationFrame((at) => this.flowOn(at));
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearInterval(this.timer);
    this.word();
  }

  word() {
    const button = this.querySelector('[data-replay="play"]');
    for (const one of button?.querySelectorAll("[data-when]") ?? []) {
      if (one instanceof HTMLElement) one.hidden = (one.dataset.when === "playing") !== this.playing;
    }
  }

  /** @param {number} at */
  flowOn(at) {
    if (!this.playing || !this.moves) return;
    this.on(((at - this.last) / 1000) * (this.moves.seconds / WHOLE_S));
    this.last = at;
    if (this.playing) this.frame = requestAnimationFrame((next) => this.flowOn(next));
  }

  stillOn() {
    if (this.moves) this.on(this.moves.seconds / STILLS);
  }

  /** @param {number} seconds of the period at normal speed */
  on(seconds) {
    if (!this.moves) return;
    this.now = Math.min(this.now + seconds * this.speed(), this.moves.seconds);
    this.show();
    if (this.now >= this.moves.seconds) {
      this.pause();
      this.say();
    } else if (performance.now() - this.said > SAID_EVERY_MS) {
      this.say();
    }
  }

  /** Draws the moment, and says it in words beside the slider. */
  show() {
    const moves = this.moves;
    if (!moves) return;
    const shown = moves.seconds * SHOWN_PART;
    const dots = [];
    for (const [number, from, to, flows] of moves.travels) {
      if (from > this.now) break;
      if (to < this.now || to === from) continue;
      const part = this.still ? 0.5 : (this.now - from) / (to - from);
      const place = this.along(flows, part);
      if (place) dots.push({ place, kind: `replay-token hue-${number % HUES}`, radius: TOKEN_RADIUS });
    }
    for (const [number, from, to, step] of moves.stays) {
      if (from > this.now) break;
      const middle = this.middles[step];
      if (to < this.now || !middle) continue;
      dots.push({ place: apart(middle, number), kind: `replay-token hue-${number % HUES}`, radius: TOKEN_RADIUS });
    }
    let strays = 0;
    for (const [, at, step] of moves.strays) {
      if (at > this.now) break;
      strays += 1;
      const middle = step === null ? null : this.middles[step];
      if (middle && at + shown >= this.now) dots.push({ place: middle, kind: "replay-stray", radius: 3 * TOKEN_RADIUS });
    }
    this.draw(dots);
    this.tell(this.words(strays));
  }

  /** @param {{ place: Point, kind: string, radius: number }[]} dots */
  draw(dots) {
    while (this.layer.childElementCount > dots.length) this.layer.lastElementChild?.remove();
    while (this.layer.childElementCount < dots.length) this.layer.append(document.createElementNS(SVG, "circle"));
    dots.forEach(({ place, kind, radius }, at) => {
      const circle = this.layer.children[at];
      circle.setAttribute("cx", place.x.toFixed(1));
      circle.setAttribute("cy", place.y.toFixed(1));
      circle.setAttribute("r", String(radius));
      circle.setAttribute("class", kind);
    });
  }

  /** A place on the way of several flows. @param {number[]} flows @param {number} part from 0 to 1 @returns {Point | null} */
  along(flows, part) {
    const known = flows.map((flow) => this.lines[flow]).filter((line) => line.length);
    if (!known.length) return null;
    const whole = Math.min(Math.max(part, 0), 1) * known.length;
    const at = Math.min(Math.floor(whole), known.length - 1);
    const inside = (whole - at) * POINTS;
    const before = Math.min(Math.floor(inside), POINTS - 1);
    const [one, other] = [known[at][before], known[at][before + 1]];
    const rest = inside - before;
    return { x: one.x + (other.x - one.x) * rest, y: one.y + (other.y - one.y) * rest };
  }

  /** The moment in words. @param {number} strays */
  words(strays) {
    const moves = /** @type {Moves} */ (this.moves);
    let [under, done] = [0, 0];
    for (const span of this.spans) {
      if (!span) continue;
      if (span[1] < this.now) done += 1;
      else if (span[0] <= this.now) under += 1;
    }
    const when = this.byCalendar() ? onDate(moves.from, this.now) : `${lasting(this.now)} after its beginning`;
    this.slider().value = String(moves.seconds ? (this.now / moves.seconds) * 100 : 0);
    this.slider().setAttribute("aria-valuetext", when);
    const plural = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ more) =>
      `${count} ${count === 1 ? one : more}`;
    return `${when}: ${plural(under, "case", "cases")} under way, ${done} at the end; so far ${plural(strays, "step", "steps")} beside the process. ${moves.rule}`;
  }

  /** @param {string} words */
  tell(words) {
    const now = this.querySelector("[data-now]");
    if (now && now.textContent !== words) now.textContent = words;
  }

  /** Says the moment to a screen reader. */
  say() {
    this.said = performance.now();
    const said = this.querySelector("[data-said]");
    if (said) said.textContent = this.querySelector("[data-now]")?.textContent ?? "";
  }

  sayLater() {
    clearTimeout(this.later);
    this.later = window.setTimeout(() => this.say(), 700);
  }

  /** @type {number | undefined} */ later;
  still = false;
}

/** @param {string} from RFC 3339 @param {number} seconds after it */
function onDate(from, seconds) {
  const date = new Date(Date.parse(from) + seconds * 1000);
  return `${date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })} UTC`;
}

/** A time as people say it. @param {number} seconds */
function lasting(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / DAY_S), Math.floor((seconds % DAY_S) / HOUR_S), Math.floor((seconds % HOUR_S) / 60)];
  return days ? `${days} d ${hours} h` : hours ? `${hours} h ${minutes} min` : `${minutes} min`;
}

/** @param {SVGSVGElement} svg @param {string} id */
function find(svg, id) {
  return svg.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

/** @param {Element | null} element @returns {Point | null} */
function middleOf(element) {
  const outline = element?.querySelector(".bpmn-outline") ?? element;
  if (!(outline instanceof SVGGraphicsElement)) return null;
  const { x, y, width, height } = outline.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

/** Beside each other where several cases stay at one step. @param {Point} middle @param {number} number */
function apart(middle, number) {
  return { x: middle.x + ((number * 17) % 61) - 30, y: middle.y + 22 + ((number * 7) % 11) - 5 };
}

customElements.define("process-replay", ProcessReplay);
