// Looks at the style page as a person would: pictures in light, dark and on a phone, an accessibility scan of each,
// policy violations, and a walk through the palette and the diagram editor.
//   cargo run -p ui --example style -- FOLDER && npm run look -- FOLDER
// The browser is found by CHROMIUM, else /usr/bin/chromium.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("Say where the style page was written: npm run look -- FOLDER");
  process.exit(2);
}
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  { name: "light", width: 1440, colorScheme: "light" },
  { name: "dark", width: 1440, colorScheme: "dark" },
  { name: "phone", width: 360, colorScheme: "light" },
  { name: "phone-dark", width: 320, colorScheme: "dark" },
];
const PAGES = ["style", "sign-in", "editor"];
const problems = [];
const shots = join(folder, "shots");

const site = await serve(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
await mkdir(shots, { recursive: true });
for (const view of VIEWS) {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: /** @type {"light" | "dark"} */ (view.colorScheme),
    reducedMotion: "reduce",
  });
  for (const name of PAGES) await look(context, view, name);
  await context.close();
}
await walk();
await browser.close();
site.close();
for (const problem of problems) console.log(problem);
console.log(problems.length ? `${problems.length} problems` : "Nothing wrong: accessibility, policy, reflow, palette, editor.");
process.exit(problems.length ? 1 : 0);

/** Writes down what the console and the content policy complain about. */
async function open(context, name) {
  const page = await context.newPage();
  page.on("console", (message) => {
    const expected = message.text().includes("409 (Conflict)");
    if (message.type() === "error" && !expected) problems.push(`${name}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
  await page.goto(`${site.url}/${name}.html`, { waitUntil: "networkidle" });
  return page;
}

async function look(context, view, name) {
  const label = `${name}-${view.name}`;
  const page = await open(context, name);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(shots, `${label}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) problems.push(`${label}: ${wide} px wider than the window`);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const one of violations) {
    for (const node of one.nodes.slice(0, 4)) {
      problems.push(`${label}: ${one.id}: ${node.target} ${node.failureSummary?.split("\n")[1] ?? ""} ${node.html.slice(0, 120)}`);
    }
  }
  await page.close();
}

/** Uses what needs script: theme, palette, shortcuts, dialogs, the diagram and its editor. */
async function walk() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const expect = (ok, what) => ok || problems.push(`walk: ${what}`);
  const page = await open(context, "style");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("inci");
  await page.waitForSelector("[role=option]:has-text('Incident management')");
  await page.screenshot({ path: join(shots, "palette.png") });
  await page.keyboard.press("Escape");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await page.keyboard.press("?");
  expect(await page.locator("dialog:modal").count(), "? shows the shortcuts");
  await page.keyboard.press("Escape");
  await page.click(".top-person");
  await page.screenshot({ path: join(shots, "person-menu.png") });
  await page.click("#person-menu [data-theme-choice=dark]");
  expect(await page.evaluate(() => document.documentElement.dataset.theme === "dark"), "dark is remembered");
  await page.keyboard.press("Escape");
  await page.click("[data-open=retire]");
  await page.screenshot({ path: join(shots, "confirm.png") });
  await page.keyboard.press("Escape");
  const before = await page.getAttribute(".diagram-canvas svg", "viewBox");
  await page.click("diagram-view [data-do=zoom-in]");
  expect((await page.getAttribute(".diagram-canvas svg", "viewBox")) !== before, "the diagram zooms");
  await page.close();

  const editor = await open(context, "editor");
  await editor.waitForSelector("[data-element-id=record]");
  await editor.click("[data-element-id=record]");
  await editor.waitForSelector("#detail h2");
  await editor.keyboard.press("Delete");
  await editor.waitForFunction(() => document.querySelector("[data-state]")?.textContent === "Saved");
  expect(site.saves.length === 1, "a change is saved by itself");
  await editor.keyboard.press("Control+z");
  await editor.waitForFunction(() => document.querySelector(".editor-flag"));
  await editor.waitForFunction(() => document.querySelector("[data-state]")?.textContent === "Saved");
  await editor.screenshot({ path: join(shots, "editor-findings.png") });
  site.disagree();
  await editor.click("[data-element-id=close]");
  await editor.keyboard.press("Delete");
  await editor.waitForSelector("dialog:modal");
  await editor.screenshot({ path: join(shots, "conflict.png") });
  expect(site.saves.length === 2, "a conflict writes nothing");
  await editor.click("text=Keep mine");
  await editor.waitForFunction(() => document.querySelector("[data-state]")?.textContent === "Saved");
  expect(site.saves.length === 3, "keeping mine saves once more");
  const mark = await editor.locator(".bjs-powered-by").boundingBox();
  const top = mark && (await editor.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest(".bjs-powered-by") !== null, [mark.x + mark.width / 2, mark.y + mark.height / 2]));
  expect(top, "the bpmn.io mark is visible");
  await context.close();
}
