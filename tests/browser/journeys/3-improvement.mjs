// The loop: a log from the tool is imported, a deviation becomes an improvement, and the improvement is decided.
import assert from "node:assert/strict";
import { leave, press, signIn, visit } from "../browser.mjs";

/** How long an import of a few rows may take, milliseconds. */
const IMPORT_MS = 30_000;

/** The hours after a case begins at which the log shows each state. */
const STATES = /** @type {const} */ ([["New", 0], ["In Progress", 1], ["Resolved", 4], ["Closed", 6]]);

/** A log of sixty tickets, four events each, one every five hours; its last row has no time. */
function tickets() {
  const begin = Date.UTC(2026, 4, 1);
  const rows = ["number,state,at,group"];
  for (let ticket = 0; ticket < 60; ticket++) {
    for (const [state, hour] of STATES) {
      const at = new Date(begin + (ticket * 5 + hour) * 3_600_000).toISOString().slice(0, 19);
      rows.push(`T${1000 + ticket},${state},${at},Network`);
    }
  }
  rows.push("T9999,New,yesterday,Network");
  return Buffer.from(`${rows.join("\n")}\n`);
}

export default {
  "a log is looked at, mapped and imported, and its one bad row is named": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Mei Chen");
    await page.goto("/measures");
    await page.getByRole("link", { name: "Import a log" }).first().click();
    await page.getByLabel("File").setInputFiles({ name: "tickets.csv", mimeType: "text/csv", buffer: tickets() });
    await press(page, "Upload and look");
    await page.getByRole("heading", { name: "How is “tickets.csv” read?" }).waitFor();
    await page.getByLabel("Process", { exact: false }).first().selectOption({ label: "Service request" });
    await press(page, "Go on to the states");
    await page.getByLabel("What “New” stands for").waitFor();
    await page.getByRole("radio", { name: "The good rows" }).check();
    await page.getByLabel("Keep this mapping as").fill("Requests, weekly");
    await press(page, "Import");
    await page.getByText("241 rows read: 240 good, 1 bad").first().waitFor({ timeout: IMPORT_MS });
    await page.reload();
    await page.getByRole("row").filter({ hasText: "T9999,New,yesterday,Network" }).filter({ hasText: "242" }).waitFor();
    await page.goto("/processes/service-request/measures");
    await page.getByText("60 cases, 240 events").first().waitFor();
    await leave(page);
  },

  "the measures stand beside their targets, with a run chart each": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Ingrid Halvorsen");
    await page.goto("/processes/incident-management/measures");
    for (const name of ["Incidents opened", "Resolution time, median", "Reopened"]) {
      await page.getByText(name).first().waitFor();
    }
    assert.ok((await page.locator("main svg").count()) >= 7, "each measure has its chart");
    await leave(page);
  },

  "one click makes an improvement of a deviation, and it remembers where it comes from": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Ingrid Halvorsen");
    await page.goto("/processes/incident-management/deviations");
    const row = page.getByRole("row").filter({ hasText: "“Confirm with the user” was skipped" });
    await Promise.all([page.waitForNavigation(), row.getByRole("button", { name: "Make improvement" }).click()]);
    await page.getByRole("heading", { level: 1, name: "“Confirm with the user” is skipped" }).waitFor();
    await page.getByText(/was skipped in \d+ of 5,200 cases/).first().waitFor();
    const accept = page.locator("form[action$='/acceptance']");
    await accept.getByLabel("Owner").selectOption({ label: "Marek Nowak" });
    await accept.getByLabel("Measured by").selectOption({ label: "Reopened (%)" });
    await accept.getByLabel("Baseline").fill("13.7");
    await accept.getByLabel("Target").fill("5");
    await press(page, "Accept");
    await page.getByText("Accepted").first().waitFor();
    await leave(page);

    const owner = await visit(browser, url);
    await signIn(owner, "Marek Nowak");
    await owner.getByRole("link", { name: /“Confirm with the user” is skipped/ }).first().click();
    await owner.getByRole("heading", { level: 1, name: "“Confirm with the user” is skipped" }).waitFor();
    await leave(owner);
  },
};
