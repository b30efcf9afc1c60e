// Walks through the real product in a browser: the journeys first, then every link and every kind of page.
//   MANDATE_BINARY=target/debug/mandate node tests/browser/run.mjs
// `cargo xtask test` runs this. CHROMIUM names the browser; MANDATE_SCREENSHOTS the folder for pictures (target/screenshots).
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, leave, signIn, visit } from "./browser.mjs";
import { crawl, WALKERS } from "./crawl.mjs";
import { look } from "./look.mjs";
import { open } from "./office.mjs";

/** How long everything may take, milliseconds. */
const ALL_MS = 15 * 60_000;

/** What every journey gets; filled before the first begins. */
const world = { url: "", browser: /** @type {import("playwright-core").Browser} */ (/** @type {unknown} */ (null)) };
let office;

before(async () => {
  office = await open();
  world.url = office.url;
  world.browser = await launch();
});

after(async () => {
  await world.browser?.close();
  await office?.stop();
});

const folder = new URL("journeys/", import.meta.url);
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  const { default: journeys } = await import(new URL(file, folder).href);
  for (const [name, walk] of Object.entries(journeys)) test(name, { timeout: ALL_MS }, () => walk(world));
}

/** One address for each kind of page, and the person who was led to it. @type {Map<string, string[]>} */
const kinds = new Map();

test("no link is broken, for nobody", { timeout: ALL_MS }, async (context) => {
  const broken = new Map();
  const known = new Set();
  for (const name of WALKERS) {
    const found = await crawl(world.browser, world.url, name);
    found.broken.forEach((what, address) => broken.set(address, `${what} (as ${name})`));
    const fresh = [...found.pages].filter(([kind]) => !known.has(kind));
    fresh.forEach(([kind]) => known.add(kind));
    kinds.set(name, fresh.map(([, address]) => address));
    context.diagnostic(`${name}: ${found.followed} addresses, ${fresh.length} new kinds of page`);
  }
  assert.deepEqual([...broken.values()], []);
});

test("every kind of page is accessible, fits a phone, and nothing complains or leaves", { timeout: ALL_MS }, async (context) => {
  const problems = [];
  for (const [name, addresses] of kinds) {
    const page = await visit(world.browser, world.url);
    await signIn(page, name);
    for (const address of addresses) problems.push(...(await look(page, address)));
    problems.push(...page.problems.splice(0));
    await page.context().close();
  }
  context.diagnostic(`${[...kinds.values()].flat().length} kinds of page, each in light, dark and on a phone`);
  assert.deepEqual(problems, []);
});

test("the pages before the door are accessible too", async () => {
  const page = await visit(world.browser, world.url, { refused: true });
  const problems = [];
  for (const address of ["/sign-in", "/help", "/style", "/no-such-page"]) problems.push(...(await look(page, address)));
  assert.deepEqual(problems, []);
  await leave(page);
});
