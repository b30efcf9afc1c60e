// The whole loop: a deviation becomes an improvement, the improvement a version, the version a benefit that somebody verifies.
import assert from "node:assert/strict";
import { follow, leave, press, shows, signIn, visit } from "../browser.mjs";
import { table } from "../logs.mjs";

const PROCESS = "/processes/incident-management";
const TITLE = "“Classify and prioritise” is skipped";

/** How long an import, and what follows it, may take, milliseconds. */
const IMPORT_MS = 60_000;
const DAY_MS = 86_400_000;

/** Two hundred cases on each side of now; of the older ones three in ten come back, of the newer ones one in fifty. */
function beforeAndAfter() {
  const way = /** @type {[string, number][]} */ ([["New", 0], ["Classified", 0.1], ["In first diagnosis", 0.3], ["Resolved", 2]]);
  const well = /** @type {[string, number][]} */ ([...way, ["Confirmed", 3], ["Closed", 4]]);
  const again = /** @type {[string, number][]} */ ([...way, ["In progress", 5], ["Resolved", 9], ["Confirmed", 10], ["Closed", 11]]);
  const old = Array.from({ length: 200 }, (_, at) => ({
    case: `OLD${1000 + at}`, begin: Date.now() - 60 * DAY_MS + (at * DAY_MS) / 5, steps: at % 10 < 3 ? again : well,
  }));
  // Nobody can wait for weeks here: the new cases begin a minute from now, as if that time had passed.
  const fresh = Array.from({ length: 200 }, (_, at) => ({
    case: `NEW${1000 + at}`, begin: Date.now() + 60_000 + at * 1000, steps: at % 50 === 0 ? again : well,
  }));
  return [...old, ...fresh];
}

/** Makes an improvement of the deviation, decides it, and gives its address. */
async function accepted(browser, url) {
  const page = await visit(browser, url);
  await signIn(page, "Ingrid Halvorsen");
  await page.goto(`${PROCESS}/deviations`);
  const row = page.getByRole("row").filter({ hasText: "“Classify and prioritise” was skipped" });
  await Promise.all([page.waitForNavigation(), row.getByRole("button", { name: "Make improvement" }).click()]);
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  await shows(page, /Deviation in the log/);
  const form = page.locator("form[action$='/acceptance']");
  await form.getByLabel("Owner").selectOption({ label: "Marek Nowak" });
  await form.getByLabel("Measured by").selectOption({ label: "Reopened (%)" });
  await form.getByLabel("Baseline").fill("30");
  await form.getByLabel("Target").fill("5");
  await form.getByLabel("Expected benefit, in words").fill("Whoever gets the ticket knows what matters.");
  await press(page, "Accept");
  await shows(page, "Accepted");
  const { pathname } = new URL(page.url());
  await leave(page);
  return pathname;
}

/** The owner changes the process for the improvement; the process owner approves and publishes it. */
async function changed(browser, url, improvement) {
  const owner = await visit(browser, url);
  await signIn(owner, "Marek Nowak");
  await owner.goto(improvement);
  await press(owner, "Start a draft of the process");
  await owner.getByRole("heading", { level: 1, name: "Draft of Incident management" }).waitFor();
  await owner.goto(`${PROCESS}/draft/activities/classify`);
  await owner.getByLabel("How it is decided").fill("No ticket leaves the desk without a class; the tool asks for it.");
  await press(owner, "Save the activity");
  await follow(owner, "Submit for approval");
  await press(owner, "Submit for approval");
  await shows(owner, "Submitted.");
  await leave(owner);

  const approver = await visit(browser, url);
  await signIn(approver, "Ingrid Halvorsen");
  await follow(approver, "Review : Approve or send back: Incident management");
  await press(approver, "Approve");
  await press(approver, "Publish");
  await shows(approver, /is published, in force from/);
  await approver.goto(improvement);
  await approver.getByRole("link", { name: /^Incident management \d+\.\d+$/ }).waitFor();
  await leave(approver);
}

/** Brings the log in as the tools liaison does. */
async function imported(browser, url) {
  const page = await visit(browser, url);
  await signIn(page, "Mei Chen");
  await page.goto("/measures/import");
  const buffer = table(beforeAndAfter(), "ticket,status,when,team");
  await page.getByLabel("File").setInputFiles({ name: "weeks-later.csv", mimeType: "text/csv", buffer });
  await press(page, "Upload and look");
  await page.getByLabel("Process").selectOption({ label: "Incident management" });
  await page.getByLabel("Number of the ticket").selectOption({ label: "ticket" });
  await page.getByLabel("State or activity").selectOption({ label: "status" });
  await page.getByLabel("Time of the row").selectOption({ label: "when" });
  await press(page, "Go on to the states");
  const steps = { New: "Register incident", Classified: "Classify and prioritise", Resolved: "Resolve and restore service", Confirmed: "Confirm with the user", Closed: "Close incident" };
  for (const [state, step] of Object.entries(steps)) await page.getByLabel(`What “${state}” stands for`).selectOption({ label: step });
  await press(page, "Import");
  await page.getByText(/all good|0 bad|rows read/).first().waitFor({ timeout: IMPORT_MS });
  await page.reload();
  await shows(page, "400");
  await leave(page);
}

export default {
  "an improvement goes from a deviation to a published change and to a benefit that somebody else verifies": async ({ browser, url }) => {
    const improvement = await accepted(browser, url);
    await changed(browser, url, improvement);

    const owner = await visit(browser, url, { refused: true });
    await signIn(owner, "Marek Nowak");
    await follow(owner, new RegExp(`^Go on : Complete I-\\d+ ${TITLE}`));
    await owner.getByLabel("What was done").fill("In force, and shown to both desks.");
    await press(owner, "Complete");
    await shows(owner, "No data of the time after has come in yet.");
    assert.equal(await owner.getByRole("button", { name: "Give the verdict" }).count(), 0, "its owner gives no verdict");

    await imported(browser, url);
    await owner.waitForFunction(
      async () => (await (await fetch(location.href)).text()).includes("target is reached"), null, { timeout: IMPORT_MS, polling: 500 },
    );
    await owner.reload();
    await shows(owner, "Somebody other than its owner verifies it");
    for (const label of ["Baseline", "Target", "Measured"]) await shows(owner, label);
    await shows(owner, /With 95 % confidence the value lies between/);
    await shows(owner, /200 cases until/);
    assert.equal(await owner.getByRole("button", { name: "Give the verdict" }).count(), 0, "its owner gives no verdict now either");
    const forced = await owner.request.post(`${improvement}/verification`, { form: { verdict: "kept" }, headers: { origin: url } });
    assert.equal(forced.status(), 403, "not even past the form");
    await leave(owner);

    const verifier = await visit(browser, url, { refused: true });
    await signIn(verifier, "Ingrid Halvorsen");
    await follow(verifier, new RegExp(`^Verify : Verify the benefit of I-\\d+ ${TITLE}`));
    await verifier.getByRole("radio", { name: "The benefit is there" }).check();
    await verifier.getByLabel("What you looked at").fill("The run chart, and ten tickets that were not reopened.");
    await press(verifier, "Give the verdict");
    await shows(verifier, "Who verified it");
    await shows(verifier, "“The run chart, and ten tickets that were not reopened.”");
    await shows(verifier, "Verified");
    await verifier.goto("/");
    assert.equal(await verifier.getByRole("link", { name: new RegExp(`^Verify : Verify the benefit of I-\\d+ ${TITLE}`) }).count(), 0);
    await leave(verifier);
  },
};
