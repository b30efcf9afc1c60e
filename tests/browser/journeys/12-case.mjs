// A case of a process that runs: begun by its form, done by those who are asked, mended where it stopped.
import assert from "node:assert/strict";
import { leave, signIn, visit } from "../browser.mjs";

const TITLE = "Headset for the calls with Lyon";

export default {
  "a request is begun by its form, and whoever does the work finds it, takes it on and leads it on": async ({ browser, url }) => {
    const asking = await visit(browser, url);
    await signIn(asking, "Lucía Romero");
    await asking.goto("/processes/service-request/cases");
    await asking.getByRole("link", { name: "Start a case" }).click();
    await asking.getByLabel("What is it about?").fill(TITLE);
    await asking.getByRole("button", { name: "Start", exact: true }).click();
    await asking.waitForURL(/\/tasks\/\d+$/);
    await asking.getByLabel("What do you need?").selectOption("New equipment");
    await asking.getByLabel("For whom?").selectOption({ label: "Lucía Romero" });
    await asking.getByLabel("What is it for?").fill("The room echoes.");
    await asking.getByRole("button", { name: "Done" }).click();
    await asking.waitForURL(`${url}/`);

    const doing = await visit(browser, url);
    await signIn(doing, "Mei Chen");
    await doing.getByRole("link", { name: `Check request: ${TITLE}` }).first().click();
    await doing.getByRole("button", { name: "Take it on" }).click();
    await doing.getByText("It is yours now").waitFor();
    const question = doing.getByRole("group", { name: /Complete and entitled\?/ });
    await question.getByRole("radio").first().check();
    const clarifies = await question.getByRole("radio").first().evaluate((radio) => radio.labels?.[0]?.textContent ?? "");
    assert.ok(clarifies.length > 0);
    await doing.getByRole("button", { name: "Done" }).click();
    await doing.waitForURL((address) => !/\/tasks\/\d+\/completion$/.test(address.pathname));

    await asking.goto("/cases?mine=1");
    await asking.getByRole("link", { name: TITLE }).click();
    await asking.getByText("did “Check request”").first().waitFor();
    await leave(doing);
    await leave(asking);
  },

  "whoever manages the process skips a stopped step with a reason, and the case goes on": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Daniel Kim");
    await page.goto("/processes/service-request/cases?state=stopped");
    await page.getByRole("link", { name: "Account for the temporary help at the desk" }).click();
    await page.getByText("No way leads on from here.").waitFor();
    await page.getByRole("link", { name: "Skip the step…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio").first().check();
    await dialog.getByLabel("Reason").fill("Agreed with Marek by phone.");
    await dialog.getByRole("button", { name: "Skip it" }).click();
    await page.getByText("Skipped; the case goes on.").waitFor();
    assert.equal(await page.getByText("No way leads on from here.").count(), 0);
    await leave(page);
  },
};
