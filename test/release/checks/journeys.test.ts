import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { journeyFaults, type Script } from "../../../release/checks/journeys.ts";
import { never } from "./server.ts";

const target = {
  address: "https://test.mycrypto.example",
  headers: { "X-Test-Token": "a-secret-token" },
  timeoutMs: 1,
};
const journey = (name: string) => ({ name, requirements: ["MC-174"], registers: false });
const journeys = [journey("login"), journey("deposit")];

/** A script of the shell, in a folder of its own. */
function script(text: string, seconds = 20): Script {
  const folder = mkdtempSync(join(tmpdir(), "journeys-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, "journeys.sh"), text);
  return { command: "/bin/sh", arguments: ["journeys.sh"], folder, seconds };
}

const isRunning = (pid: number) => {
  try {
    // A zombie, which nobody has waited for yet, is dead as well.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

it("hears its name, the address and the headers, and nothing else of this process", async () => {
  process.env["CANARY_OF_THE_TEST"] = "x";
  const asked = script('echo "$1 $JOURNEY $BASE_URL $TEST_HEADERS ${CANARY_OF_THE_TEST-bare}" >> heard');
  expect(await journeyFaults(journeys, asked, target, never)).toEqual([]);
  const rest = 'https://test.mycrypto.example {"X-Test-Token":"a-secret-token"} bare';
  expect(readFileSync(join(asked.folder, "heard"), "utf8")).toBe(`login login ${rest}\ndeposit deposit ${rest}\n`);
});

it("is tried to the last one, and what failed is named with its last words, without secrets", async () => {
  const done: [string, string | undefined][] = [];
  const faults = await journeyFaults(
    [journey("login"), journey("deposit"), journey("order-placement")],
    script(
      '[ $1 = deposit ] && exit 0\necho 1; echo 2; echo 3; echo 4; echo 5\necho "token a-secret-token was refused" >&2\nexit 7',
    ),
    target,
    never,
    (name, fault) => done.push([name, fault]),
  );
  const words = "ended with status 7: 2 | 3 | 4 | 5 | token … was refused";
  expect(faults).toEqual([`journey login: ${words}`, `journey order-placement: ${words}`]);
  expect(done.map(([name, fault]) => [name, fault === undefined])).toEqual([
    ["login", false],
    ["deposit", true],
    ["order-placement", false],
  ]);
});

it("fails where it takes too long, is killed, or cannot be run", async () => {
  expect(await journeyFaults([journey("login")], script("sleep 60", 0.2), target, never)).toEqual([
    "journey login: did not end within 0.2 s",
  ]);
  expect(await journeyFaults([journey("login")], script("kill -9 $$"), target, never)).toEqual([
    "journey login: was ended by SIGKILL",
  ]);
  const missing = { ...script(""), command: "/nowhere/journeys" };
  expect(await journeyFaults([journey("login")], missing, target, never)).toEqual([
    expect.stringMatching(/^journey login: \/nowhere\/journeys cannot be run: .*ENOENT/),
  ]);
});

it("ends with the signal, and all that it started, even what does not want to", async () => {
  const stubborn = script(
    'sh -c "trap : TERM; echo \\$\\$ > child; while :; do sleep 0.1; done" > /dev/null 2>&1 & wait',
  );
  const stop = new AbortController();
  const tried = journeyFaults(journeys, stubborn, target, stop.signal);
  const file = join(stubborn.folder, "child");
  const child = await vi.waitFor(() => {
    const text = readFileSync(file, "utf8").trim();
    expect(text).toMatch(/^\d+$/);
    return Number(text);
  }, 5000);
  expect(isRunning(child)).toBe(true);
  stop.abort(new Error("given up"));
  await expect(tried).rejects.toThrow("given up");
  await vi.waitFor(() => {
    expect(isRunning(child)).toBe(false);
  }, 2000);
  await expect(journeyFaults(journeys, stubborn, target, stop.signal)).rejects.toThrow("given up");
});
