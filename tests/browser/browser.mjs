// The browser that walks through the office, and the eye it keeps on every page: nothing may complain, nothing may leave.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

// The packages lie where the scripts of the pages have theirs.
const packages = createRequire(new URL("../../browser/package.json", import.meta.url));
const { chromium } = packages("playwright-core");
const axe = await readFile(packages.resolve("axe-core/axe.min.js"), "utf8");

/** How long a step may take, milliseconds. */
const STEP_MS = 15_000;

/** @typedef {import("playwright-core").Page & { problems: string[] }} Page */

/** Starts the browser: the one that CHROMIUM names, else the first of the usual places. */
export async function launch() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("No Chromium was found. Name one: CHROMIUM=/path/to/chromium");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/**
 * A page in a browser session of its own, watched from the first byte.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url of the office
 * @param {{ refused?: boolean }} [expected] `refused`: answers such as 404 and 422 are part of the journey
 * @returns {Promise<Page>}
 */
export async function visit(browser, url, expected = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(STEP_MS);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = /** @type {Page} */ (await context.newPage());
  page.problems = [];
  const note = (text) => page.problems.push(`${new URL(page.url(), url).pathname}: ${text}`);
  page.on("console", (message) => {
    const refusal = expected.refused && /status of 4(01|03|04|09|22)/.test(message.text());
    if (message.type() === "error" && !refusal) note(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`script: ${error.message}`));
  context.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`)) note(`foreign request: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) note(`${response.status()} from ${response.url()}`);
  });
  return page;
}

/**
 * Signs in by one click as a person of the demo.
 * @param {Page} page @param {string} name
 */
export async function signIn(page, name) {
  await page.goto("/sign-in");
  const first = name.split(" ")[0];
  await page.getByRole("button", { name: `Be ${first}`, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Presses a button that leads to another page. @param {Page} page @param {string | RegExp} name */
export async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}

/** Follows a link to another page. @param {Page} page @param {string | RegExp} name */
export async function follow(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("link", { name, exact: true }).first().click()]);
}

/** Waits until the page shows a text. @param {Page} page @param {string | RegExp} text */
export async function shows(page, text) {
  await page.locator("main").getByText(text).first().waitFor();
}

/**
 * What the accessibility scan complains about, one line each.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function scan(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap((one) =>
    one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
  );
}

/**
 * Ends a visit; whatever the page complained about meanwhile is a failure.
 * @param {Page} page
 */
export async function leave(page) {
  const { problems } = page;
  await page.context().close();
  assert.deepEqual(problems, []);
}
