// Looks at one page of each kind as a person would: light, dark and on a phone; scanned, photographed, and not too wide.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { scan } from "./browser.mjs";

/** Where the pictures go. */
const SHOTS = process.env.MANDATE_SCREENSHOTS ?? "target/screenshots";

/** The narrowest window that a page must fit into, pixels (WCAG 2.2 §1.4.10). */
const NARROW_PX = 320;

/** @type {{ name: string, width: number, height: number, colorScheme: "light" | "dark" }[]} */
const VIEWS = [
  { name: "light", width: 1440, height: 900, colorScheme: "light" },
  { name: "dark", width: 1440, height: 900, colorScheme: "dark" },
  { name: "phone", width: NARROW_PX, height: 720, colorScheme: "light" },
];

/**
 * Looks at an address and says what is wrong with it.
 * @param {import("./browser.mjs").Page} page signed in
 * @param {string} address
 * @returns {Promise<string[]>}
 */
export async function look(page, address) {
  const problems = [];
  await mkdir(SHOTS, { recursive: true });
  await open(page, address);
  for (const view of VIEWS) {
    await page.emulateMedia({ colorScheme: view.colorScheme });
    await page.setViewportSize({ width: view.width, height: view.height });
    const label = `${address} (${view.name})`;
    for (const violation of await scan(page)) problems.push(`${label}: ${violation}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) problems.push(`${label}: ${over} px wider than the window`);
    await page.screenshot({ path: join(SHOTS, `${fileName(address)}-${view.name}.png`), fullPage: true });
  }
  return problems;
}

/**
 * Opens an address. A document comes in a sandbox where no script runs, not even the scan: its markup is looked at outside of it.
 * @param {import("./browser.mjs").Page} page @param {string} address
 */
async function open(page, address) {
  if (!/\/documents\/[^/]+\/html/.test(address)) {
    await page.goto(address, { waitUntil: "load" });
    return;
  }
  const reply = await page.request.get(address);
  await page.goto("about:blank");
  await page.setContent(await reply.text(), { waitUntil: "load" });
}

/** An address as the name of a file. @param {string} address */
function fileName(address) {
  const words = address.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id").split(/[^a-zA-Z0-9]+/).filter(Boolean);
  return words.join("-").slice(0, 80) || "home";
}
