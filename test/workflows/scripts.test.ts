import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "workflow-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs one of the workflows' scripts, with more of an environment, to its end. */
function script(name: string, args: readonly string[], env: Record<string, string>) {
  const file = fileURLToPath(new URL(`../../.github/scripts/${name}`, import.meta.url));
  return new Promise<{ status: number; stdout: string }>((resolve) => {
    execFile(file, [...args], { env: { PATH: process.env["PATH"] ?? "", ...env } }, (error, stdout) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout });
    });
  });
}

it.each([0, 3])("summarize shows a command's output, keeps it for the page, and ends as it did: %i", async (status) => {
  const page = join(scratch(), "summary.md");
  const command = ["bash", "-c", `echo '<b>out</b>'; echo err >&2; exit ${status}`];
  const ran = await script("summarize", ["A title", ...command], { GITHUB_STEP_SUMMARY: page });
  expect(ran).toEqual({ status, stdout: "<b>out</b>\nerr\n" });
  expect(readFileSync(page, "utf8")).toBe("### A title\n\n````text\n<b>out</b>\nerr\n\n````\n\n");
});

it("summarize works outside of a workflow", async () => {
  expect(await script("summarize", ["A title", "echo", "x"], {})).toEqual({ status: 0, stdout: "x\n" });
});

/** A `gh` that answers from a list of deployments, newest first. */
function github(deployments: readonly { id: number; sha: string; state: string }[]) {
  const folder = scratch();
  const all = deployments.map(({ id, sha }) => `${id} ${sha}`).join("\n");
  const states = deployments.map(({ id, state }) => `*/deployments/${id}/statuses*) echo '${state}' ;;`).join("\n");
  const gh = join(folder, "gh");
  writeFileSync(
    gh,
    `#!/bin/sh\ncase "$*" in\n${states}\n*"environment=production"*) printf '%s\\n' '${all}' ;;\nesac\n`,
  );
  chmodSync(gh, 0o755);
  return { PATH: `${folder}:${process.env["PATH"] ?? ""}`, GITHUB_REPOSITORY: "owner/repository" };
}

it.each([
  [
    "the newest that succeeded",
    [
      [3, "c", "failure"],
      [2, "b", "success"],
      [1, "a", "inactive"],
    ],
    "b\n",
  ],
  ["nothing where none did", [[1, "a", "waiting"]], ""],
  ["nothing where there is none", [], ""],
] as const)("deployed-commit prints %s", async (_, rows, stdout) => {
  const env = github(rows.map(([id, sha, state]) => ({ id, sha, state })));
  expect(await script("deployed-commit", ["production"], env)).toEqual({ status: 0, stdout });
});
