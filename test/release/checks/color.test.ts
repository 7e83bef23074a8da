import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { checkColor } from "../../../release/checks/color.ts";
import { never, served } from "./server.ts";

const fallbacks = [{ path: "/leaders", status: 400, instead: "/symbols", requirements: ["MT-087"] }];
const journeys = [{ name: "login", requirements: ["MC-176"], registers: false }];

/** Asks a server that is well but for some paths, with a script that leaves a file and ends with a status. */
async function asked(unwell: readonly string[], hubs: readonly string[], status: number) {
  const folder = mkdtempSync(join(tmpdir(), "color-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const target = await served(({ url = "" }, response) => {
    response.writeHead(unwell.includes(url) ? 500 : 200).end("[1]");
  });
  const script = { command: "/bin/sh", arguments: ["-c", `touch tried; exit ${status}`], folder, seconds: 20 };
  const checks = { healthPaths: ["/health"], hubs: [...hubs], fallbacks, journeys };
  const checked = checkColor(target, { checks, waivers: [], journeys, script }, never);
  const said = await checked.then(
    () => "",
    (error: unknown) => String(error),
  );
  return { said, tried: existsSync(join(folder, "tried")) };
}

it("passes a color that answers everything", async () => {
  expect(await asked([], [], 0)).toEqual({ said: "", tried: true });
});

it("names all that does not answer at once, and tries no journey then", async () => {
  const { said, tried } = await asked(["/health", "/leaders"], ["/hub"], 0);
  expect(tried).toBe(false);
  expect(said.split("; ")).toEqual([
    "Error: GET /health: answered 500, must be 200",
    "GET /leaders: answered 500, must be 200",
    "/hub: answered 200 to the upgrade, must be 101",
  ]);
});

it("refuses a color on which a journey fails", async () => {
  expect(await asked([], [], 3)).toEqual({ said: "Error: journey login: ended with status 3", tried: true });
});
