// A process changes: drafted in the browser, checked, submitted, approved and published; and two people never overwrite each other.
import assert from "node:assert/strict";
import { leave, press, signIn, visit } from "../browser.mjs";

const PROCESS = "/processes/incident-management";
const OTHER = "/processes/change-enablement";

/** The word beside the editor that says whether everything is saved. @param {import("../browser.mjs").Page} page @param {string} state */
async function editorSays(page, state) {
  await page.waitForFunction((word) => document.querySelector("[data-state]")?.textContent?.includes(word), state);
}

/**
 * Moves an element of the diagram a little.
 * @param {import("../browser.mjs").Page} page @param {string} element @param {"Up" | "Down"} way
 */
async function nudge(page, element, way) {
  await page.click(`diagram-editor [data-element-id=${element}]`);
  const saved = page.waitForResponse((reply) => reply.request().method() === "PUT");
  await page.keyboard.press(`Shift+Arrow${way}`);
  return (await saved).status();
}

/** Writes in the panel beside the drawing, which saves by itself. @param {import("../browser.mjs").Page} page @param {string} label @param {string} text */
async function write(page, label, text) {
  const saved = page.waitForResponse((reply) => reply.request().method() === "PUT");
  await page.locator("[data-panel]").getByLabel(label).fill(text);
  assert.equal((await saved).status(), 200);
  await editorSays(page, "Saved");
}

export default {
  "the library leads to the page of a process, with its diagram, its people and its versions": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto("/processes");
    await page.getByRole("link", { name: "Incident management", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Incident management" }).waitFor();
    const before = await page.getAttribute(".diagram-canvas svg", "viewBox");
    await page.getByRole("button", { name: "Zoom in" }).click();
    assert.notEqual(await page.getAttribute(".diagram-canvas svg", "viewBox"), before, "the diagram zooms");
    const pages = { Definition: ["Activities", "RACI", "Rules"], Insight: ["Measures", "Deviations"], Governance: ["Versions", "Journal"], People: ["Comments"] };
    const tabs = page.getByRole("navigation", { name: "Pages of Incident management" });
    for (const [group, names] of Object.entries(pages)) {
      await page.goto(PROCESS);
      await tabs.getByRole("link", { name: group, exact: true }).click();
      for (const name of names) {
        await tabs.getByRole("link", { name, exact: true }).click();
        await tabs.locator("a[aria-current=page]").getByText(name, { exact: true }).waitFor();
      }
    }
    await leave(page);
  },

  "a draft is checked at its element, submitted, approved and published": async ({ browser, url }) => {
    const manager = await visit(browser, url, { refused: true });
    await signIn(manager, "Marek Nowak");
    await manager.goto(PROCESS);
    await press(manager, "Start a draft");
    await editorSays(manager, "Saved");
    assert.equal(await nudge(manager, "diagnose", "Down"), 200);
    await manager.waitForSelector("form[data-details=diagnose]");
    await write(manager, "When something is different", "Without a network the agent calls back.");

    await manager.goto(`${PROCESS}/draft/raci`);
    await manager.getByLabel("Incident manager: Close incident").selectOption({ label: "–" });
    await press(manager, "Save the matrix");
    await manager.goto(`${PROCESS}/submission`);
    await manager.getByText("Nobody is accountable for “Close incident”.").first().waitFor();
    await press(manager, "Submit for approval");
    assert.equal(new URL(manager.url()).pathname, `${PROCESS}/submission`, "an error holds the draft back");

    await manager.goto(`${PROCESS}/draft/raci`);
    await manager.getByLabel("Incident manager: Close incident").selectOption({ label: "A" });
    await manager.getByLabel("Resolver: Close incident").selectOption({ label: "I" });
    await press(manager, "Save the matrix");
    await manager.goto(`${PROCESS}/submission`);
    await press(manager, "Submit for approval");
    assert.equal(new URL(manager.url()).pathname, `${PROCESS}/review`);
    await leave(manager);

    const owner = await visit(browser, url);
    await signIn(owner, "Ingrid Halvorsen");
    await owner.getByRole("link", { name: "Review : Approve or send back: Incident management" }).click();
    await owner.getByText("Close incident: Resolver is informed now and had no part before.").first().waitFor();
    await press(owner, "Approve");
    await owner.getByText("Everybody approved.").first().waitFor();
    await press(owner, "Publish");
    await owner.getByText(/Version 3\.0 is published/).first().waitFor();
    await owner.goto(`${PROCESS}/versions/2.0`);
    await owner.getByText(/superseded/i).first().waitFor();
    await leave(owner);
  },

  "of two people in one diagram the second is told what the first changed, and nothing is overwritten": async ({ browser, url }) => {
    const first = await visit(browser, url, { refused: true });
    const second = await visit(browser, url, { refused: true });
    for (const [page, name] of /** @type {const} */ ([[first, "Oliver Grant"], [second, "Fatima Zahra"]])) {
      await signIn(page, name);
      await page.goto(`${OTHER}/draft`);
      await editorSays(page, "Saved");
    }
    assert.equal(await nudge(first, "assess", "Down"), 200);
    const kept = await first.request.get(`${OTHER}/draft/diagram.bpmn`).then((reply) => reply.text());
    assert.equal(await nudge(second, "assess", "Up"), 409);
    await second.getByRole("dialog").getByText(/Oliver Grant saved/).waitFor();
    const now = await first.request.get(`${OTHER}/draft/diagram.bpmn`).then((reply) => reply.text());
    assert.equal(now, kept, "what the first saved still stands");
    await second.getByRole("button", { name: "Keep mine" }).click();
    await editorSays(second, "Saved");
    await leave(first);
    await leave(second);
  },
};
