import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Concurrency {
  group: string;
  "cancel-in-progress": boolean;
}

interface Job {
  "runs-on": string;
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  environment?: string;
  concurrency?: Concurrency;
  if?: string;
  needs?: string;
  steps: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: Concurrency;
  defaults?: { run: { shell: string } };
  jobs: Record<string, Job>;
}

const github = new URL("../../.github/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, github), "utf8");
const guide = readFileSync(new URL("../../docs/getting-to-aws.md", import.meta.url), "utf8");

const workflows = readdirSync(new URL("workflows/", github)).map((file) => {
  const text = read(`workflows/${file}`);
  return { file, text, workflow: parse(text) as Workflow };
});
const action = parse(read("actions/stack/action.yml")) as { runs: { steps: Step[] } };
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({
    title: `${file} ${name}`,
    file,
    job,
    workflow,
    concurrency: job.concurrency ?? workflow.concurrency,
    scripts: job.steps.map(({ run = "" }) => run).join("\n"),
  })),
);
const withCredentials = jobs.filter(({ job }) => job.permissions?.["id-token"] !== undefined);
const deploys = jobs.filter(({ scripts }) => /deploy -- (up|destroy)/.test(scripts));
const steps = [...jobs.flatMap(({ job }) => job.steps), ...action.runs.steps];

it("has every workflow that the guide names, and no other", () => {
  const named = new Set(guide.match(/\b[\w-]+\.yml\b/g));
  expect(new Set(workflows.map(({ file }) => file))).toEqual(
    new Set([...named].filter((name) => name !== "action.yml")),
  );
});

it.each(workflows)("$file grants nothing to the workflow as a whole and is started by nothing from outside", (one) => {
  expect(one.workflow.permissions).toEqual({});
  expect(one.text).not.toMatch(/pull_request_target|workflow_run|issue_comment/);
  expect(one.text).not.toMatch(/secrets\.|secrets:/);
  expect(one.text).not.toMatch(/continue-on-error/);
});

it.each(jobs)("$title says what it may, how long, and how many at a time", ({ job, concurrency }) => {
  expect(job.permissions).toBeDefined();
  for (const [scope, access] of Object.entries(job.permissions ?? {})) {
    expect([scope, access]).toEqual([scope, scope === "id-token" ? "write" : "read"]);
  }
  expect(job["timeout-minutes"]).toBeGreaterThan(0);
  expect(job["timeout-minutes"]).toBeLessThanOrEqual(120);
  expect(concurrency).toBeDefined();
});

it("has jobs with credentials, and deploys among them", () => {
  expect(withCredentials.map(({ title }) => title)).toEqual([
    "drift.yml staging",
    "drift.yml prod",
    "prod.yml preview",
    "prod.yml up",
    "pull-request.yml preview",
    "staging.yml up",
  ]);
  expect(deploys.map(({ title }) => title)).toEqual(["prod.yml up", "staging.yml up"]);
});

it.each(withCredentials)("$title runs in the VPC, in an environment that a role trusts", ({ job, scripts }) => {
  const stack = /--stack (\w+)/.exec(scripts)?.[1] ?? "";
  expect(job["runs-on"]).toBe(`\${{ vars.RUNNER_LABEL_${stack.toUpperCase()} }}`);
  expect(job.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(guide).toContain(`| \`${job.environment ?? ""}\``);
  const uses = job.steps.map((step) => step.uses);
  expect(uses).toContain("./.github/actions/stack");
});

it("gives an environment one kind of access: to look, to compare or to change", () => {
  const kinds = withCredentials.map(({ job, scripts }) => [
    job.environment,
    /deploy -- up/.test(scripts) ? "up" : /deploy -- (\w+)/.exec(scripts)?.[1],
  ]);
  expect(Object.fromEntries(kinds)).toEqual({
    "preview-staging": "preview",
    "preview-prod": "preview",
    "drift-staging": "check",
    "drift-prod": "check",
    staging: "up",
    production: "up",
  });
});

it.each(deploys)("$title is alone on its stack, is never cut off and keeps to a plan", (one) => {
  const stack = /--stack (\w+)/.exec(one.scripts)?.[1] ?? "";
  expect(one.concurrency).toEqual({ group: `stack-${stack}`, "cancel-in-progress": false });
  expect(one.scripts).toMatch(/deploy -- up .*--plan/);
  const others = jobs.filter(
    ({ concurrency, workflow }) => concurrency?.group === `stack-${stack}` && workflow !== one.workflow,
  );
  expect(others).toEqual([]);
});

it("keeps credentials from what a fork sends", () => {
  const fromPullRequests = withCredentials.filter(({ workflow }) => "pull_request" in workflow.on);
  expect(fromPullRequests).toHaveLength(1);
  for (const { job } of fromPullRequests) {
    expect(job.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
  }
});

it("makes prod's plan before the approval, and updates by it after", () => {
  const prod = workflows.find(({ file }) => file === "prod.yml");
  const { staged, preview, up } = prod?.workflow.jobs ?? {};
  expect([staged?.needs, preview?.needs, up?.needs]).toEqual([undefined, "staged", "preview"]);
  const artifact = (job: Job | undefined, verb: string) =>
    job?.steps.find(({ uses }) => uses?.startsWith(`actions/${verb}-artifact@`))?.with?.["name"];
  expect(artifact(preview, "upload")).toBe("plan-prod");
  expect(artifact(up, "download")).toBe("plan-prod");
});

it("runs scripts that stop at the first fault and have nothing pasted into them", () => {
  for (const { run } of steps) {
    if (run === undefined) continue;
    expect(run).not.toContain("${{");
    if (run.trim().includes("\n")) expect(run).toMatch(/^set -euo pipefail\n/);
  }
  for (const { workflow } of workflows) {
    const several = Object.values(workflow.jobs).some(({ steps: own }) =>
      own.some(({ run = "" }) => run.trim().includes("\n")),
    );
    if (several) expect(workflow.defaults?.run.shell).toBe("bash");
  }
  for (const name of readdirSync(new URL("scripts/", github))) {
    expect(read(`scripts/${name}`)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
  }
});

it("leaves no token behind in a checkout", () => {
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  expect(checkouts.length).toBeGreaterThan(0);
  for (const { with: inputs } of checkouts) expect(inputs?.["persist-credentials"]).toBe(false);
});

it("uses the actions that the guide lists, in those versions", () => {
  const used = new Set(steps.flatMap(({ uses = "./" }) => (uses.startsWith("./") ? [] : [uses])));
  const listed = [...guide.matchAll(/^\| `([\w-]+\/[\w-]+)`\s*\| `(v\d+)`/gm)].map(
    ([, name, tag]) => `${name ?? ""}@${tag ?? ""}`,
  );
  expect([...used].sort()).toEqual(listed.sort());
});

it("takes credentials last, after every package has been installed", () => {
  const order = action.runs.steps.map(
    ({ uses, run = "" }) => uses?.split("@")[0] ?? (/npm ci/.test(run) ? "install" : run),
  );
  expect(order).toEqual(["actions/setup-node", "install", "aws-actions/configure-aws-credentials"]);
});
