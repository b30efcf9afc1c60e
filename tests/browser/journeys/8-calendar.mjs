// What is asked of somebody stands in their own calendar, under an address that is theirs to end.
import assert from "node:assert/strict";
import { follow, leave, press, shows, signIn, visit } from "../browser.mjs";

/** The lines of a calendar, those that were folded joined (RFC 5545 §3.1). @param {string} text */
const unfolded = (text) => text.replace(/\r\n[ \t]/g, "").split("\r\n").filter(Boolean);

/** The values of a property in a calendar, with its text unescaped. @param {string[]} lines @param {string} name */
function values(lines, name) {
  const found = lines.filter((line) => line.split(/[;:]/)[0] === name).map((line) => line.slice(line.indexOf(":") + 1));
  return found.map((value) => value.replace(/\\n/gi, "\n").replace(/\\([,;\\])/g, "$1"));
}

/** The address that the page shows. @param {import("../browser.mjs").Page} page */
const address = (page) => page.locator("main code").innerText();

export default {
  "the calendar shows what is asked without a sign-in, until its address is ended": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Ingrid Halvorsen");
    const asked = await page.locator("main .task time").evaluateAll((all) => all.map((one) => one.getAttribute("datetime")?.replaceAll("-", "")));
    assert.ok(asked.length > 0, "something is asked of her");
    await follow(page, "Get the address");
    await press(page, "Issue an address");
    const first = await address(page);
    assert.match(first, new RegExp(`^${url}/calendar/[\\w-]{20,}\\.ics$`));

    const reply = await fetch(first);
    assert.equal(reply.status, 200, "no session is needed");
    assert.match(reply.headers.get("content-type") ?? "", /^text\/calendar/);
    const lines = unfolded(await reply.text());
    assert.deepEqual([lines[0], lines.at(-1)], ["BEGIN:VCALENDAR", "END:VCALENDAR"]);
    assert.deepEqual(values(lines, "VERSION"), ["2.0"]);
    const days = values(lines, "DTSTART");
    for (const day of days) assert.match(day, /^\d{8}$/);
    assert.deepEqual([...days].sort(), asked.slice(0, days.length).sort(), "each thing on its due day");
    assert.ok(values(lines, "SUMMARY").some((title) => /Decide about I-\d+ Show the caller what happens next/.test(title)));
    for (const link of values(lines, "URL")) assert.ok(link.startsWith(`${url}/`), link);
    assert.equal(new Set(values(lines, "UID")).size, days.length);

    await press(page, "Issue a new address");
    const second = await address(page);
    assert.notEqual(second, first);
    assert.deepEqual([(await fetch(first)).status, (await fetch(second)).status], [404, 200]);
    await press(page, "End it");
    await shows(page, "The address of your calendar no longer works.");
    assert.equal((await fetch(second)).status, 404);
    await page.getByRole("button", { name: "Issue an address" }).waitFor();
    await leave(page);
  },
};
