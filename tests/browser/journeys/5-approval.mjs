// Approval that means something: a version sent back is mended and comes again, and an approval does not outlive what it was given for.
import assert from "node:assert/strict";
import { follow, leave, press, shows, signIn, visit } from "../browser.mjs";

const PROCESS = "/processes/service-request";
const NAME = "Service request";
const REASON = "Say who tells the user, and in how many days.";

/** Adds a line to what the process leaves to others. @param {import("../browser.mjs").Page} page @param {string} line */
async function leaveOut(page, line) {
  await page.goto(`${PROCESS}/draft/sections/scope`);
  const field = page.getByLabel("Out of scope");
  await field.fill(`${await field.inputValue()}\n${line}`);
  await press(page, "Save");
}

/** Submits the draft with a note. @param {import("../browser.mjs").Page} page @param {string} note */
async function submit(page, note) {
  await page.goto(`${PROCESS}/draft`);
  await follow(page, "Submit for approval");
  await page.getByLabel("What they should know").fill(note);
  await press(page, "Submit for approval");
  await shows(page, "Submitted. Everybody you named finds it in their work.");
}

export default {
  "a draft that was sent back waits with its reason, is mended, and is approved": async ({ browser, url }) => {
    const author = await visit(browser, url);
    const approver = await visit(browser, url, { refused: true });
    await signIn(author, "Jonas Weber");
    await leaveOut(author, "Orders worth more than 5,000 go to purchasing on the day they come");
    await shows(author, "“Scope and triggers” is saved.");
    await submit(author, "The hand-over to purchasing is named now.");

    await signIn(approver, "Chloé Martin");
    await follow(approver, `Review : Approve or send back: ${NAME}`);
    await shows(approver, "Jonas Weber says");
    await shows(approver, "Out of scope added: “Orders worth more than 5,000 go to purchasing on the day they come”.");
    await press(approver, "Send back");
    await shows(approver, "Say what should be different, so that the author can work on it.");
    await approver.getByLabel("Reason or remark").fill(REASON);
    await press(approver, "Send back");
    await shows(approver, `${NAME} went back to its author with your reason.`);

    await author.goto("/");
    await shows(author, `Chloé Martin sent the version back: ${REASON}`);
    await follow(author, `Open : Rework: ${NAME}`);
    await shows(author, "It was sent back");
    await shows(author, REASON);
    await leaveOut(author, "What purchasing answers: they tell the user within two days");
    await submit(author, "Purchasing tells the user within two days.");
    await author.goto("/");
    assert.equal(await author.getByRole("link", { name: `Open : Rework: ${NAME}` }).count(), 0, "it is no longer asked");

    await approver.goto("/");
    await follow(approver, `Review : Approve or send back: ${NAME}`);
    await press(approver, "Approve");
    await shows(approver, "Everybody approved.");
    await leave(author);
    await leave(approver);
  },

  "an approval lapses with a change of substance: it is seen, nothing is published, and it is asked again": async ({ browser, url }) => {
    const author = await visit(browser, url);
    const owner = await visit(browser, url, { refused: true });
    await signIn(owner, "Chloé Martin");
    await owner.goto(`${PROCESS}/review`);
    await owner.getByRole("button", { name: "Publish", exact: true }).waitFor();

    await signIn(author, "Jonas Weber");
    await author.goto(`${PROCESS}/draft`);
    await shows(author, "A change of substance lets the approvals lapse.");
    await leaveOut(author, "Gifts");
    await shows(author, "This changes what was approved, so the approvals lapsed.");
    await shows(author, "Jonas Weber changed the content of the version after it was submitted.");
    await author.goto("/");
    await follow(author, `Open : Submit again: ${NAME}`);

    // The owner still has the page of the approved version before them.
    await press(owner, "Publish");
    const why = "The approvals lapsed: Jonas Weber changed the content of the version after it was submitted. Submit it again; once it is approved, it can be published.";
    await shows(owner, why);
    const approvals = owner.getByRole("table", { name: "Approvals" });
    await approvals.getByRole("row", { name: /Chloé Martin lapsed had approved/ }).waitFor();
    await owner.goto(PROCESS);
    await owner.locator("main").getByText("Version 1.0").first().waitFor();

    await submit(author, "Gifts are out of scope too.");
    await owner.goto("/");
    await follow(owner, `Review : Approve or send back: ${NAME}`);
    await press(owner, "Approve");
    await press(owner, "Publish");
    await shows(owner, /Version 2\.0 is published, in force from/);
    await leave(author);
    await leave(owner);
  },

  "of two people in one form the second sees both texts and chooses, and different fields come together": async ({ browser, url }) => {
    const form = "/processes/change-enablement/draft/activities/assess";
    const first = await visit(browser, url, { refused: true });
    const second = await visit(browser, url, { refused: true });
    await signIn(first, "Oliver Grant");
    await signIn(second, "Fatima Zahra");
    for (const page of [first, second]) await page.goto(form);
    await first.getByLabel("What it is for").fill("Nobody is surprised by a change.");
    await press(first, "Save the activity");
    await shows(first, /is saved\./);
    assert.equal(await first.getByText("together with what others changed").count(), 0, "nobody else changed anything");

    await second.getByLabel("What it is for").fill("Risks are known before anybody decides.");
    await press(second, "Save the activity");
    await second.getByRole("heading", { level: 1, name: "Somebody was quicker" }).waitFor();
    await shows(second, "Nobody is surprised by a change.");
    await shows(second, "Risks are known before anybody decides.");
    await second.getByRole("radio", { name: "Keep mine" }).check();
    await press(second, "Save it so");
    await second.goto(form);
    assert.equal(await second.getByLabel("What it is for").inputValue(), "Risks are known before anybody decides.");

    await first.goto(form);
    await second.getByLabel("When something is different").fill("An emergency is assessed afterwards.");
    await press(second, "Save the activity");
    await first.getByLabel("Tool and screen").fill("Calendar of changes");
    await press(first, "Save the activity");
    await shows(first, "is saved, together with what others changed meanwhile.");
    await first.goto(form);
    assert.equal(await first.getByLabel("When something is different").inputValue(), "An emergency is assessed afterwards.");
    await leave(first);
    await leave(second);
  },
};
