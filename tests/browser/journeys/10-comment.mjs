// Something is asked at a place of a process, somebody is mentioned by keyboard, and whoever is responsible answers.
import assert from "node:assert/strict";
import { follow, leave, press, shows, signIn, visit } from "../browser.mjs";

export default {
  "a reader asks at an activity, mentions somebody, and is told of the answer": async ({ browser, url }) => {
    const reader = await visit(browser, url);
    await signIn(reader, "Daniel Kim");
    await reader.goto("/processes/incident-management/comments/new?kind=question&element=activity%2Fregister");
    const text = reader.locator("#field-text");
    await text.pressSequentially("Which field holds the asset number? @Mar");
    await reader.getByRole("option", { name: /Marek Nowak/ }).waitFor();
    await reader.keyboard.press("Enter");
    assert.match(await text.inputValue(), /@Marek Nowak $/);
    await press(reader, "Ask");
    await shows(reader, /is asked to answer/);
    const address = reader.url();
    const manager = await visit(browser, url);
    await signIn(manager, "Marek Nowak");
    await shows(manager, /Answer a question about Activity Register incident/);
    await manager.goto(address);
    await manager.locator("#field-text").fill("The second one, below the caller.");
    await press(manager, "Answer");
    await shows(manager, /Answered/);
    await leave(manager);
    await reader.goto("/");
    await shows(reader, /Your question is answered/);
    await reader.goto("/processes/incident-management");
    await follow(reader, "All of them");
    await shows(reader, "Which field holds the asset number?");
    await leave(reader);
  },
};
