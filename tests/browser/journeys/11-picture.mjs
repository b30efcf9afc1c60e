// The picture of a process: with layers over it, alone, and with what changed between two versions.
import assert from "node:assert/strict";
import { leave, signIn, visit } from "../browser.mjs";

const PROCESS = "/processes/incident-management";

export default {
  "a reader sees who, how long, and the letters of a role on the diagram": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto(PROCESS);
    const choose = page.getByRole("navigation", { name: "Show on the diagram" });
    await choose.getByRole("link", { name: "Who" }).click();
    await page.locator("svg .bpmn-badge", { hasText: "Service desk agent" }).first().waitFor();
    await choose.getByRole("link", { name: "Time" }).click();
    await page.getByText(/^The longest way takes /).waitFor();
    await choose.getByRole("link", { name: "RACI of a role" }).click();
    await page.getByRole("navigation", { name: "Role" }).getByRole("link", { name: "Resolver" }).click();
    await page.getByText(/^Resolver has a part in \d+ steps/).waitFor();
    const alone = await page.getByRole("link", { name: "Open the picture alone" }).getAttribute("href");
    const picture = await page.request.get(alone ?? "");
    assert.equal(picture.headers()["content-type"], "image/svg+xml; charset=utf-8");
    assert.match(await picture.text(), /^<svg [^]*is-mine/);
    await page.goto(alone ?? "");
    const colour = await page.evaluate(() => getComputedStyle(document.querySelector(".is-mine > .bpmn-outline") ?? document.documentElement).stroke);
    assert.equal(colour, "rgb(11, 95, 107)", "the picture alone keeps its colours under the content policy");
    await leave(page);
  },

  "two versions are held against each other in words and on the picture": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto(`${PROCESS}/compare?from=1.0&to=2.0`);
    const mark = page.locator("svg a[href^='#change-']").first();
    const target = await mark.getAttribute("href");
    await page.locator(`${target}`).getByText("not seen in the picture").waitFor();
    await page.getByRole("navigation", { name: "Picture" }).getByRole("link", { name: "Side by side" }).click();
    assert.equal(await page.locator("diagram-view").count(), 2);
    await page.getByRole("navigation", { name: "Changes" }).getByRole("link", { name: /^Minor/ }).click();
    await page.getByText("There is no change of this kind.").waitFor();
    await page.goto(`${PROCESS}/versions`);
    await page.getByRole("link", { name: "Change history" }).click();
    await page.getByText("The first version: all of it is new.").waitFor();
    const table = await page.request.get(`${PROCESS}/history.csv`).then((reply) => reply.text());
    assert.match(table, /version,class,in_force_from/);
    await leave(page);
  },
};
