// Without a mouse: past the menu, through the diagram, into a step, and anywhere by the palette.
import assert from "node:assert/strict";
import { leave, shows, signIn, visit } from "../browser.mjs";

const PROCESS = "/processes/incident-management";

/** What has the focus, as a screen reader would name it. @param {import("../browser.mjs").Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    return one?.getAttribute("aria-label") ?? one?.querySelector("[aria-label]")?.getAttribute("aria-label") ?? one?.textContent?.trim() ?? "";
  });

/** Presses a key until the focus is somewhere, at most so often. @param {import("../browser.mjs").Page} page @param {string} key @param {RegExp} goal */
async function until(page, key, goal, times = 60) {
  const seen = [];
  for (let at = 0; at < times; at++) {
    await page.keyboard.press(key);
    seen.push(await focused(page));
    if (goal.test(seen.at(-1) ?? "")) return seen;
  }
  assert.fail(`${times} × ${key} never came to ${goal}: ${seen.join(" | ")}`);
}

export default {
  "the first stop of a page leads past the menu": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Amara Okafor");
    await page.goto(PROCESS);
    await page.keyboard.press("Tab");
    assert.match(await focused(page), /skip|content/i);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.closest("main") !== null), `${await focused(page)} lies in the page`);
    await leave(page);
  },

  "every step of a diagram is reached with the arrows, named, kept in sight, and opened with Enter": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto(PROCESS);
    await page.locator("diagram-view.is-live").waitFor();
    await until(page, "Tab", /Arrow keys move, plus and minus zoom/);
    await page.keyboard.press("Tab");
    const way = await until(page, "ArrowRight", /Close incident/);
    for (const name of ["Register incident", "Classify and prioritise", "Diagnose at first contact"]) {
      assert.ok(way.some((one) => one.includes(`user task: ${name} (Service desk)`)), `${name} on ${way.join(" | ")}`);
    }
    const inSight = await page.evaluate(() => {
      const one = document.activeElement?.getBoundingClientRect();
      const canvas = document.querySelector(".diagram-canvas")?.getBoundingClientRect();
      return !!one && !!canvas && one.left >= canvas.left && one.right <= canvas.right;
    });
    assert.ok(inSight, "what has the focus is in sight");
    await until(page, "ArrowLeft", /Diagnose at first contact/);
    await Promise.all([page.waitForURL(`${url}${PROCESS}/activities#diagnose`), page.keyboard.press("Enter")]);
    await shows(page, "Diagnose at first contact");
    await leave(page);
  },

  "the diagram in words says the same, and opens with the keyboard": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto(PROCESS);
    await until(page, "Tab", /^The same in words$/);
    await page.keyboard.press("Enter");
    await page.locator(".flow-steps").getByText("Confirm with the user").first().waitFor();
    await leave(page);
  },

  "the palette leads to a step without a mouse": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("diagnose");
    await page.getByRole("option", { name: /Diagnose at first contact/ }).first().waitFor();
    const chosen = () => page.locator("[role=option][aria-selected=true]").first().innerText();
    for (let at = 0; at < 10 && !/Diagnose/.test(await chosen()); at++) await page.keyboard.press("ArrowDown");
    await Promise.all([page.waitForURL(/incident-management/), page.keyboard.press("Enter")]);
    await shows(page, "Diagnose at first contact");
    await leave(page);
  },

  "a form is filled in and refused with the keyboard, and the focus goes to what is wrong": async ({ browser, url }) => {
    const page = await visit(browser, url, { refused: true });
    await signIn(page, "Aisha Bello");
    await page.goto("/improvements/new");
    await page.locator("main form").first().evaluate((form) => form.setAttribute("novalidate", ""));
    await page.getByRole("button", { name: "Propose" }).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await shows(page, "The title is missing.");
    assert.ok(await page.evaluate(() => document.activeElement?.textContent?.includes("The title is missing.")), "the summary has the focus");
    await leave(page);
  },
};
