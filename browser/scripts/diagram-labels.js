// Labels beside their elements, whose boxes were measured with the font of another machine: where a little more width saves a line,
// the text gets it, so that no “yes” is broken into “ye” and “s”. The boxes themselves stay as they are.

/** @typedef {{ width: number, height: number }} Box */
/** @typedef {{ box?: Box, align?: string, style?: { fontSize?: number } }} Layout */
/** @typedef {{ createText(text: string, layout: Layout): SVGElement, getExternalStyle(): { fontSize: number } }} TextRenderer */

/** How much wider than its box a label may be drawn, tried in this order. */
const WIDER = [1.1, 1.2, 1.3];

/** @param {TextRenderer} renderer the one of bpmn-js */
export function giveLabelsRoom(renderer) {
  const create = renderer.createText.bind(renderer);
  const { fontSize } = renderer.getExternalStyle();
  renderer.createText = (text, layout) => {
    const { box } = layout;
    const drawn = create(text, layout);
    // Only labels outside have their size and no alignment; names inside an activity keep to it.
    if (!box || layout.align || layout.style?.fontSize !== fontSize || drawn.childElementCount < 2) return drawn;
    const wider = WIDER.map((factor) => {
      const tried = create(text, { ...layout, box: { ...box, width: box.width * factor } });
      tried.setAttribute("transform", `translate(${(box.width * (1 - factor)) / 2} 0)`);
      return tried;
    });
    // The narrowest with the fewest lines.
    return [drawn, ...wider].reduce((best, one) => (one.childElementCount < best.childElementCount ? one : best));
  };
}
