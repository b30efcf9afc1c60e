// What stands on every page: the palette, the shortcuts, the theme, and a calendar that follows the work.
import assert from "node:assert/strict";
import { leave, signIn, visit } from "../browser.mjs";

export default {
  "the palette finds a process by a few letters and leads there": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Amara Okafor");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("incident");
    await page.getByRole("option", { name: /Incident management/ }).first().click();
    await page.waitForURL(/incident-management/);
    await leave(page);
  },

  "an auditor reads what happened in the whole office": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Ruth Abrams");
    await page.getByRole("link", { name: "Journal", exact: true }).first().click();
    await page.getByRole("heading", { level: 1, name: /Journal/ }).waitFor();
    await page.locator("main").getByText("Marek Nowak").first().waitFor();
    await leave(page);
  },

  "a question mark shows the shortcuts, and Escape leads back": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Amara Okafor");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog:modal");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog:modal").count(), 0);
    await leave(page);
  },

  "a theme that was chosen stays": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Amara Okafor");
    await page.click(".top-person");
    await page.click("#person-menu [data-theme-choice=dark]");
    const isDark = () => document.documentElement.dataset.theme === "dark";
    await page.waitForFunction(isDark);
    await page.goto("/processes");
    await page.waitForFunction(isDark);
    await leave(page);
  },

  "work is asked for by the system, and the page of a process says who did what": async ({ browser, url }) => {
    const page = await visit(browser, url);
    await signIn(page, "Ingrid Halvorsen");
    await page.getByRole("heading", { level: 1, name: "My work" }).waitFor();
    await page.getByText(/things? (is|are) asked of you/).waitFor();
    await page.goto("/processes/incident-management/journal");
    await page.getByText(/published/).first().waitFor();
    await leave(page);
  },

  "somebody without the permission is told whom to ask, and shown no button": async ({ browser, url }) => {
    const page = await visit(browser, url, { refused: true });
    await signIn(page, "Aisha Bello");
    await page.goto("/processes/incident-management");
    assert.equal(await page.getByRole("button", { name: "Start a draft" }).count(), 0);
    const reply = await page.goto("/admin/jobs");
    assert.equal(reply?.status(), 403);
    await page.getByText(/administrator/i).first().waitFor();
    await leave(page);
  },
};
