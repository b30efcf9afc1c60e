// A small server for the written style page, with the content policy of the real one and a save that can disagree.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

export const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'; form-action 'self'";

const TYPES = { html: "text/html", css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2" };
const SAMPLE = new URL("../sample.bpmn", import.meta.url);
const FINDINGS = [
  { element: "works", rule: "gateway-name", severity: "warning", message: "A flow has no name.", remedy: "Name the answer." },
  { element: "record", rule: "verb-noun", severity: "error", message: "“Record” says too little.", remedy: "Say what is recorded." },
];

/** @param {string} folder @returns {Promise<{ url: string, saves: object[], disagree(): void, close(): void }>} */
export async function serve(folder) {
  const saves = [];
  let revision = 1;
  let conflict = false;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    response.setHeader("Content-Security-Policy", POLICY);
    const json = (status, body) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    if (path === "/sample.bpmn") return response.end(await readFile(SAMPLE));
    if (path === "/search.json") {
      return json(200, [{ label: "Incident management", kind: "Process", href: "/style.html#incident" }]);
    }
    if (path.startsWith("/activity/")) return response.end(`<h2>Activity ${encodeURIComponent(path.slice(10))}</h2>`);
    if (path === "/save" && request.method === "PUT") {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const sent = JSON.parse(Buffer.concat(chunks).toString());
      if (conflict) {
        conflict = false;
        revision += 1;
        const changes = ["“Record incident” was renamed to “Log the incident”."];
        return json(409, { mine: sent.revision, theirs: revision, by: "Jonas Weber", at: "10:42", changes });
      }
      saves.push(sent);
      revision += 1;
      return json(200, { revision, findings: FINDINGS, changes: [] });
    }
    try {
      const bytes = await readFile(join(folder, normalize(path)));
      const type = TYPES[/** @type {keyof typeof TYPES} */ (path.split(".").pop())] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, "Content-Encoding": "gzip" }).end(gzipSync(bytes));
    } catch {
      json(404, { title: "Not found" });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    saves,
    disagree: () => (conflict = true),
    close: () => server.close(),
  };
}
