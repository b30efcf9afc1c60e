// Logs come in more than one way: as XES, and a second time by one click because the first time was remembered.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { follow, leave, press, shows, signIn, visit } from "../browser.mjs";
import { table, xes } from "../logs.mjs";

/** How long an import may take, milliseconds. */
const IMPORT_MS = 120_000;
const DAY_MS = 86_400_000;

/** Real logs, where they are at hand; `MANDATE_DATA` names another place. */
const DATA = process.env.MANDATE_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const REAL_XES = `${DATA}/logs/bpic2013_incidents.xes.gz`;

/** Tickets one day apart, the last of them not closed yet. @param {number} count @param {number} begin */
function tickets(count, begin) {
  const steps = /** @type {[string, number][]} */ ([["Requested", 0], ["Assessed", 5], ["Approved", 20], ["Done", 44]]);
  return Array.from({ length: count }, (_, at) => ({
    case: `CHG${100 + at}`, begin: begin + at * DAY_MS, steps: at === count - 1 ? steps.slice(0, 2) : steps,
  }));
}

/** Uploads a file, as far as the question how it is read. */
async function upload(page, name, file) {
  await page.goto("/measures/import");
  await page.getByLabel("File").setInputFiles(typeof file === "string" ? file : { name, mimeType: "application/octet-stream", buffer: file });
  await press(page, "Upload and look");
  await page.getByRole("heading", { level: 1, name: `How is “${name}” read?` }).waitFor();
}

/** Waits for the report of an import and gives its figures. @returns {Promise<Record<string, string>>} */
async function report(page) {
  await page.locator("main").getByText(/Imported|Nothing was imported/).first().waitFor({ timeout: IMPORT_MS });
  await page.reload();
  await page.getByText("Rows not taken").first().waitFor();
  return Object.fromEntries(
    await page.locator("main dl").first().evaluate((list) =>
      [...list.querySelectorAll("dt")].map((term) => [term.textContent, term.nextElementSibling?.textContent?.replace(/\D/g, "") ?? ""]),
    ),
  );
}

export default {
  "a log in XES is imported through the page, and its states find their steps": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Mei Chen");
    await upload(page, "changes.xes", xes(tickets(30, Date.UTC(2026, 3, 1))));
    await shows(page, "XES says itself which field is the case, the activity and the time.");
    await page.getByLabel("Process").selectOption({ label: "Change enablement" });
    await press(page, "Go on to the states");
    await page.getByLabel("What “Requested” stands for").selectOption({ label: "Not in the process" });
    await page.getByLabel("What “Assessed” stands for").selectOption({ label: "Assess risk and impact" });
    await page.getByRole("group", { name: /“closed”/ }).getByRole("checkbox", { name: "Done" }).check();
    await press(page, "Import");
    const found = await report(page);
    assert.deepEqual([found.Cases, found.Events, found["Rows not taken"]], ["30", "118", "0"]);
    await follow(page, "See the deviations");
    await shows(page, /“Requested” happens in 30 cases, and no step of the process stands for it\./);
    await leave(page);
  },

  "a real log in packed XES is imported through the page": async ({ browser, url }) => {
    if (!existsSync(REAL_XES)) return console.log("Skipped: logs/bpic2013_incidents.xes.gz is not there; MANDATE_DATA names its folder.");
    const page = await visit(browser, url);
    await signIn(page, "Mei Chen");
    await upload(page, "bpic2013_incidents.xes.gz", REAL_XES);
    await page.getByLabel("Process").selectOption({ label: "Change enablement" });
    await press(page, "Go on to the states");
    await page.getByLabel("What “Accepted” stands for").waitFor();
    await press(page, "Import");
    const found = await report(page);
    assert.deepEqual([found.Cases, found["Rows not taken"]], ["7554", "0"]);
    await leave(page);
  },

  "a file of the same shape is imported by one click, as the one before it": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Mei Chen");
    const header = "change,phase,moment,crew";
    await upload(page, "april.csv", table(tickets(12, Date.UTC(2026, 3, 1)), header));
    await page.getByLabel("Process").selectOption({ label: "Change enablement" });
    await page.getByLabel("Number of the ticket").selectOption({ label: "change" });
    await page.getByLabel("State or activity").selectOption({ label: "phase" });
    await page.getByLabel("Time of the row").selectOption({ label: "moment" });
    await page.getByLabel("How times are written").selectOption({ label: "year-month-day, such as 2024-02-29 13:05" });
    await press(page, "Go on to the states");
    await page.getByLabel("What “Approved” stands for").selectOption({ label: "Leave it out" });
    await page.getByLabel("Keep this mapping as").fill("Changes, monthly");
    await press(page, "Import");
    assert.equal((await report(page)).Cases, "12");

    await upload(page, "may.csv", table(tickets(20, Date.UTC(2026, 4, 1)), header, ["CHG999,Requested,never,Service desk"]));
    await shows(page, "A file with the same columns was imported as “Changes, monthly”.");
    await press(page, "Import it the same way, all or nothing");
    await shows(page, "Nothing was imported");

    await upload(page, "may.csv", table(tickets(20, Date.UTC(2026, 4, 1)), header, ["CHG999,Requested,never,Service desk"]));
    await press(page, "Import it the same way, the good rows");
    const found = await report(page);
    assert.deepEqual([found.Cases, found["Rows not taken"]], ["20", "1"]);
    await page.getByRole("row").filter({ hasText: "CHG999,Requested,never" }).waitFor();
    await page.goto("/processes/change-enablement/measures");
    await shows(page, /20 cases, \d+ events/);
    await leave(page);
  },
};
