// The real program under test: a demo office in a folder of its own, started once and stopped at the end.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** How long the office may take to be furnished and ready, milliseconds. */
const READY_MS = 60_000;

/**
 * Starts the demo office of the program that MANDATE_BINARY names.
 * @returns {Promise<{ url: string, log(): string, stop(): Promise<void> }>}
 */
export async function open() {
  const binary = process.env.MANDATE_BINARY;
  if (!binary) throw new Error("Say which program to test: MANDATE_BINARY=target/debug/mandate");
  const folder = await mkdtemp(join(tmpdir(), "mandate-journeys-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const program = spawn(binary, ["demo", "--data", folder, "--listen", listen], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (bytes) => (said += bytes));
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const url = `http://${listen}`;
  const stop = async () => {
    program.kill("SIGTERM");
    const late = setTimeout(() => program.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  for (const begin = Date.now(); Date.now() - begin < READY_MS; await pause(50)) {
    if (program.exitCode !== null) break;
    const reply = await fetch(`${url}/readyz`).catch(() => null);
    if (reply?.ok) return { url, log: () => said, stop };
  }
  await stop();
  throw new Error(`The office did not become ready. It said:\n${said}`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
