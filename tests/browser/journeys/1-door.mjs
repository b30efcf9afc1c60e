// Coming in: by one click as anybody of the demo, and out again.
import assert from "node:assert/strict";
import { leave, signIn, visit } from "../browser.mjs";

export default {
  "everybody of the demo comes in by one click and finds their work": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await page.goto("/sign-in");
    const buttons = page.getByRole("button", { name: /^Be / });
    const names = await buttons.allInnerTexts();
    assert.ok(names.length >= 10, `${names.length} people`);
    for (const name of names) {
      await page.goto("/sign-in");
      await page.getByRole("button", { name, exact: true }).click();
      await page.waitForURL(`${url}/`);
      assert.match(await page.title(), /My work/, name);
      await page.context().clearCookies();
    }
    await leave(page);
  },

  "whoever signs out is out": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Aisha Bello");
    await page.goto("/me/sessions");
    await page.evaluate(() => document.querySelector("form[action='/sign-out']")?.requestSubmit());
    await page.waitForURL(/\/sign-in/);
    await page.goto("/improvements");
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await leave(page);
  },
};
