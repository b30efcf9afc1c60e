// Follows every link that a person is shown, as several persons: none may be broken, and none may lead where they may not go.
import assert from "node:assert/strict";
import { signIn, visit } from "./browser.mjs";

/** Who walks: everybody sees other links. */
export const WALKERS = ["Nadia Petrov", "Amara Okafor", "Jonas Weber", "Marek Nowak", "Ruth Abrams"];

/** How many addresses of one pattern and one set of parameters are followed: a hundred people have one page. */
const ALIKE = 12;

/** The same of documents, each of which is typeset when it is asked for: one of each format says that they come. */
const DOCUMENTS = 1;

/** How many addresses one person may lead to. More is an endless space of links, and a defect. */
const ADDRESSES = 3_000;

/** Path segments whose next segment names one thing among many alike. */
const COLLECTIONS = ["processes", "library", "activities", "versions", "forms", "decisions", "cases", "rules", "role", "term", "artefact", "tool"];

/** Parameters that narrow the cases of a log: any of them is as good as another, and together they have no end. */
const CONDITIONS = ["from", "until", "begun_from", "begun_before", "value", "passes", "avoids", "follows", "begins", "ends", "way", "longer", "shorter"];

/**
 * The kind of page behind an address: ids, numbers and names of things become `*`, of the parameters only the names count,
 * and not how a list is sorted.
 * @param {string} address
 */
export function pattern(address) {
  const { pathname, searchParams } = new URL(address, "http://office");
  const [, format] = /\/documents\/[^/]+\/([^/]+)$/.exec(pathname) ?? [];
  if (format) return `/documents ${format}`;
  const path = pathname.split("/").map((part, at, all) => {
    const named = COLLECTIONS.includes(all[at - 1]) && !/^new$|\./.test(part);
    return named || /^[0-9a-f-]{16,}$|^[0-9.]+$|^[A-Z]-\d+$/i.test(part) ? "*" : part;
  });
  const named = (/** @type {string} */ name) => (pathname.includes("/explorer") && CONDITIONS.includes(name) ? "condition" : name);
  const names = new Set([...searchParams.keys()].filter((name) => name !== "sort").map(named));
  return [path.join("/"), ...[...names].sort()].join(" ");
}

/**
 * The kind of page that is looked at: whatever is filtered, and one section of a draft for all.
 * @param {string} address
 */
export function kind(address) {
  return pattern(address).split(" ")[0].replace(/\/sections\/[^/]+$/, "/sections/*");
}

/**
 * The links of a page of ours, without fragments.
 * @param {string} html @param {string} base
 */
export function links(html, base) {
  const found = new Set();
  for (const [, raw] of html.matchAll(/<(?:a|area)\b[^>]*?\shref="([^"]*)"/g)) {
    const target = new URL(raw.replaceAll("&amp;", "&"), base);
    target.hash = "";
    if (target.origin === new URL(base).origin) found.add(target.pathname + target.search);
  }
  return [...found];
}

/**
 * Walks as one person.
 * @returns {Promise<{ pages: Map<string, string>, broken: Map<string, string>, followed: number }>} `pages` of each kind the fullest
 */
export async function crawl(browser, url, name) {
  const page = await visit(browser, url);
  await signIn(page, name);
  const request = page.context().request;
  const waiting = [{ address: "/", from: "" }];
  const seen = new Set(["/"]);
  const kinds = new Map();
  const pages = new Map();
  const lengths = new Map();
  const broken = new Map();
  for (const { address, from } of waiting) {
    assert.ok(seen.size <= ADDRESSES, `${name} is led to more than ${ADDRESSES} addresses; the last is ${address} on ${from}`);
    const reply = await request.get(address);
    if (reply.status() >= 400) broken.set(address, `${reply.status()} at ${address}, linked from ${from}`);
    if (!reply.ok() || !reply.headers()["content-type"]?.startsWith("text/html")) continue;
    const html = await reply.text();
    if (html.length > (lengths.get(kind(address)) ?? 0)) {
      lengths.set(kind(address), html.length);
      pages.set(kind(address), address);
    }
    for (const next of links(html, reply.url())) {
      const alike = kinds.get(pattern(next)) ?? 0;
      if (seen.has(next) || alike >= (pattern(next).startsWith("/documents ") ? DOCUMENTS : ALIKE)) continue;
      kinds.set(pattern(next), alike + 1);
      seen.add(next);
      waiting.push({ address: next, from: address });
    }
  }
  await page.context().close();
  return { pages, broken, followed: seen.size };
}
