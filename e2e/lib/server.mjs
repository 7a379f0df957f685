// The server under test: the built binary on a fresh data folder with the invented city.

import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve as resolvePath } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const START_MS_MAX = 30_000;

/** The commands that fill an empty data folder; `cargo xtask demo` runs the same. */
const loadCommands = (data) => [
  ["city", "load", "city/demo", "--sign-ins", join(data, "sign-ins.txt")],
  ["demo-load", "city/demo", "--sign-ins", join(data, "sign-ins.txt")],
];

/**
 * Starts so many of them, each on its own copy of the city loaded once, and waits for their
 * addresses: `[{ url, signIns, stop }]`.
 */
export async function startServers(count) {
  if (process.env.HUYING_E2E_URL) return [await runningServer(process.env.HUYING_E2E_URL)];
  const binary = process.env.HUYING_BIN ?? resolvePath(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/huying");
  if (!existsSync(binary)) throw new Error(`${binary} is not built: run \`cargo build -p server\``);
  const folders = await Promise.all(Array.from({ length: count }, () => mkdtemp(join(tmpdir(), "huying-e2e-"))));
  const [first, ...copies] = folders;
  try {
    for (const words of loadCommands(first)) await finish(binary, words, settings(first));
    await Promise.all(copies.map((copy) => cp(first, copy, { recursive: true })));
    return await Promise.all(folders.map((data) => startOne(binary, data)));
  } catch (error) {
    await Promise.all(folders.map((data) => rm(data, { recursive: true, force: true })));
    throw error;
  }
}

async function startOne(binary, data) {
  const server = await serve(binary, settings(data));
  const stop = async () => {
    await end(server.child);
    await rm(data, { recursive: true, force: true });
  };
  endWithUs(server.child, data);
  return { url: server.url, signIns: await readSignIns(data), stop };
}

function settings(data) {
  return { ...process.env, HUYING_DATA: data, HUYING_LISTEN: "127.0.0.1:0" };
}

async function runningServer(url) {
  const data = process.env.HUYING_E2E_DATA ?? join(root, "data/demo");
  return { url: url.replace(/\/$/, ""), signIns: await readSignIns(data), stop: async () => {} };
}

/**
 * `sign-ins.txt` has one account a line: role, user name, password, separated by white space. Each is
 * found by its user name, and the last of a role by the role.
 */
async function readSignIns(data) {
  const file = join(data, "sign-ins.txt");
  if (!existsSync(file)) return {};
  const lines = (await readFile(file, "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
  const accounts = lines.filter((words) => words.length >= 3 && !words[0].startsWith("#"));
  const named = accounts.flatMap(([role, username, password]) => [role, username].map((key) => [key, { username, password }]));
  return Object.fromEntries(named);
}

function finish(binary, words, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, words, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = listen(child);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`huying ${words.join(" ")} ended with ${code}:\n${said()}`));
    });
  });
}

function serve(binary, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, ["serve"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = listen(child, () => {
      const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(said())?.[0];
      if (url) settle(() => resolve({ child, url }));
    });
    const settle = (how) => {
      clearTimeout(timer);
      how();
    };
    const give = (why) => settle(() => reject(new Error(`huying serve ${why}:\n${said()}`)));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      give(`printed no address within ${START_MS_MAX / 1000} s`);
    }, START_MS_MAX);
    child.on("error", (error) => give(`cannot be started (${error.message})`));
    child.on("exit", (code) => give(`ended with ${code}`));
  });
}

/** Collects what a child says; answers a function that tells it. */
function listen(child, heard = () => {}) {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (part) => {
      text = (text + part).slice(-20_000);
      heard();
    });
  }
  return () => text;
}

function end(child) {
  if (child.exitCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  child.kill("SIGTERM");
  return ended.then(() => clearTimeout(timer));
}

function endWithUs(child, data) {
  process.once("exit", () => {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
}
