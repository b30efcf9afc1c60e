// Drawing and writing in the editor: with the mouse, with the keyboard, undone, laid out, and by two people at once.
import assert from "node:assert/strict";
import { leave, press, signIn, visit } from "../browser.mjs";

const PROCESS = "/processes/problem-management";

/** @typedef {import("../browser.mjs").Page} Page */

/** @param {Page} page @param {string} state */
const says = (page, state) =>
  page.waitForFunction((word) => document.querySelector("[data-state]")?.textContent?.startsWith(word), state);

/** Does something that the editor saves, and waits until it has. @param {Page} page @param {() => Promise<unknown>} act */
async function saving(page, act) {
  const saved = page.waitForResponse((reply) => reply.request().method() === "PUT");
  await act();
  const status = (await saved).status();
  if (status === 200) await says(page, "Saved");
  return status;
}

/** The first activity of the draft: its id and its name. @param {Page} page */
async function first(page) {
  const xml = await page.request.get(`${PROCESS}/draft/diagram.bpmn`).then((reply) => reply.text());
  const [, id, name] = /<(?:\w+:)?userTask id="([^"]+)" name="([^"]+)"/.exec(xml) ?? assert.fail("a user task");
  return { id, name, xml };
}

/** @param {Page} page @param {string} name */
async function enter(page, name) {
  await signIn(page, name);
  await page.goto(PROCESS);
  const start = page.getByRole("button", { name: "Start a draft" });
  if (await start.count()) await press(page, "Start a draft");
  else await page.goto(`${PROCESS}/draft`);
  await says(page, "Saved");
}

export default {
  "name, details and letters are written beside the drawing, undone, and kept over a reload": async ({ browser, url }) => {
    const page = await visit(browser, url, { refused: true });
    await enter(page, "Oliver Grant");
    const { id, name } = await first(page);
    await page.click(`diagram-editor [data-element-id=${id}]`);
    await page.waitForSelector(`form[data-details=${id}]`);
    const panel = page.locator("[data-panel]");
    assert.equal(await panel.locator("[name=element_name]").inputValue(), name);
    assert.equal(await saving(page, () => panel.locator("[name=element_name]").fill("Look at the request")), 200);
    await panel.getByLabel("Documentation").fill("As the portal asks.");
    assert.equal(await saving(page, () => panel.getByLabel("What it is for").fill("Nobody waits in vain.")), 200);
    await says(page, "Saved");
    assert.equal(await saving(page, () => page.getByRole("button", { name: "Undo", exact: true }).click()), 200);
    assert.notEqual(await panel.getByLabel("What it is for").inputValue(), "Nobody waits in vain.", "Undo takes back a sentence");
    assert.equal(await saving(page, () => page.getByRole("button", { name: "Redo", exact: true }).click()), 200);
    await page.reload();
    await says(page, "Saved");
    await page.click(`diagram-editor [data-element-id=${id}]`);
    await page.waitForSelector(`form[data-details=${id}]`);
    assert.equal(await panel.locator("[name=element_name]").inputValue(), "Look at the request");
    assert.equal(await panel.getByLabel("Documentation").inputValue(), "As the portal asks.");
    assert.equal(await panel.getByLabel("What it is for").inputValue(), "Nobody waits in vain.");
    await leave(page);
  },

  "the keyboard alone chooses an element and writes about it": async ({ browser, url }) => {
    const page = await visit(browser, url, { refused: true });
    await enter(page, "Oliver Grant");
    await page.locator("[data-canvas] svg[tabindex], [data-canvas]").last().focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.locator("[data-fields]:not([hidden])").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "element_name");
    await page.keyboard.press("F6");
    await page.waitForFunction(() => document.activeElement?.closest("[data-findings]"));
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("dialog").getByText("Go between the drawing, the panel and the findings").waitFor();
    await page.keyboard.press("Escape");
    await leave(page);
  },

  "a drawing is laid out again and taken back": async ({ browser, url }) => {
    const page = await visit(browser, url, { refused: true });
    await enter(page, "Oliver Grant");
    const { id } = await first(page);
    await page.click(`diagram-editor [data-element-id=${id}]`);
    assert.equal(await saving(page, () => page.keyboard.press("Shift+ArrowDown")), 200);
    const place = async () => (await first(page)).xml.match(new RegExp(`bpmnElement="${id}"[^]*?<\\w+:Bounds ([^>]*)>`))?.[1];
    const moved = await place();
    assert.equal(await saving(page, () => page.getByRole("button", { name: "Lay out again" }).click()), 200);
    assert.notEqual(await place(), moved);
    assert.equal(await saving(page, () => page.locator(".editor-tools").getByRole("button", { name: "Undo" }).click()), 200);
    assert.equal(await place(), moved, "Undo brings the old drawing back");
    await leave(page);
  },

  "of two who write the same sentence the second sees both": async ({ browser, url }) => {
    const one = await visit(browser, url, { refused: true });
    const two = await visit(browser, url, { refused: true });
    await enter(one, "Oliver Grant");
    await enter(two, "Fatima Zahra");
    const { id } = await first(one);
    for (const page of [one, two]) {
      await page.click(`diagram-editor [data-element-id=${id}]`);
      await page.waitForSelector(`form[data-details=${id}]`);
    }
    const purpose = (/** @type {Page} */ page) => page.locator("[data-panel]").getByLabel("What it is for");
    assert.equal(await saving(one, () => purpose(one).fill("The first wrote this.")), 200);
    assert.equal(await saving(two, () => purpose(two).fill("The second wrote that.")), 409);
    const dialog = two.getByRole("dialog");
    await dialog.getByText("The first wrote this.", { exact: true }).waitFor();
    await dialog.getByText("The second wrote that.", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await says(two, "Saved");
    await two.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.querySelector("[name=purpose]"))?.value === "The first wrote this.");
    await leave(one);
    await leave(two);
  },
};
