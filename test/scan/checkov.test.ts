import { describe, expect, it } from "vitest";
import { crashesOf, judge, opinionsOf } from "../../scan/checkov.ts";
import { failed, fakeWorld, printed } from "../engine-cli/fake-world.ts";

const check = (check_id: string, resource: string, file_path = "/plan.json") => ({
  check_id,
  check_name: `Ensure ${check_id}`,
  resource,
  file_path,
  check_result: { result: "whatever" },
});
const report = (check_type: string, results: object = {}) => ({
  check_type,
  results: { passed_checks: [], failed_checks: [], skipped_checks: [], parsing_errors: [], ...results },
  summary: {},
});
const pod = report("kubernetes", { passed_checks: [check("CKV_K8S_1", "Pod.default.a", "/kubernetes/a.yaml")] });
const plan = report("terraform_plan", {
  failed_checks: [check("CKV_AWS_91", "aws_lb.main")],
  skipped_checks: [check("CKV_AWS_2", "aws_lb.main")],
});

describe("checkov's report", () => {
  it("is read as one opinion for each check of each resource", () => {
    const opinion = (framework: string, check: string, resource: string, file: string, outcome: string) => ({
      framework,
      check,
      demand: `Ensure ${check}`,
      resource,
      file,
      outcome,
    });
    expect(opinionsOf(JSON.stringify([pod, plan]))).toEqual([
      opinion("kubernetes", "CKV_K8S_1", "Pod.default.a", "/kubernetes/a.yaml", "passed"),
      opinion("terraform_plan", "CKV_AWS_91", "aws_lb.main", "/plan.json", "failed"),
      opinion("terraform_plan", "CKV_AWS_2", "aws_lb.main", "/plan.json", "skipped"),
    ]);
  });

  it.each<[string, string, string]>([
    ["no JSON", "Traceback", "is not in the form that is expected:\nTraceback"],
    ["nothing to judge", '{"passed": 0, "failed": 0}', "is not in the form that is expected"],
    ["one framework alone", JSON.stringify(plan), "checkov judged nothing by kubernetes"],
    ["one framework without a word", JSON.stringify([report("kubernetes"), plan]), "judged nothing by kubernetes"],
    [
      "a file that it could not read",
      JSON.stringify([pod, report("terraform_plan", { parsing_errors: ["/plan.json"] })]),
      "checkov cannot read /plan.json",
    ],
  ])("is refused with %s", (_, text, message) => {
    expect(() => opinionsOf(text)).toThrow(message);
  });
});

it("finds the checks that crashed, of which the report is silent", () => {
  const stderr = [
    "2026-11-23 10:22:07,434 [MainThread  ] [ERROR]  Failed to run check CKV_AWS_192 on /plan.json:aws_wafv2_web_acl.a",
    "Traceback (most recent call last):",
    "2026-11-23 10:22:07,440 [MainThread  ] [ERROR]  Failed to run check CKV_K8S_1 on /kubernetes/a.yaml:Pod.default.a",
  ].join("\n");
  expect(crashesOf(stderr)).toMatchObject([
    { framework: "terraform_plan", check: "CKV_AWS_192", resource: "aws_wafv2_web_acl.a", outcome: "crashed" },
    { framework: "kubernetes", check: "CKV_K8S_1", resource: "Pod.default.a", file: "/kubernetes/a.yaml" },
  ]);
  expect(crashesOf("")).toEqual([]);
});

describe("a run of checkov", () => {
  const bin = "/venv/bin/checkov";

  it("is offline, takes no settings of the machine's, and has both documents judged", async () => {
    const world = fakeWorld({
      env: { PATH: "/bin", HOME: "/root", BC_API_KEY: "key" },
      files: { [bin]: { ...printed(JSON.stringify([pod, plan])), stderr: "Failed to run check C on /plan.json:a.b" } },
    });
    const opinions = await judge(world, "/venv", "/tmp/shown");
    expect(opinions.map(({ outcome }) => outcome)).toEqual(["passed", "failed", "skipped", "crashed"]);
    const [call] = world.calls;
    expect(call?.line).toBe(
      `${bin} --directory . --framework kubernetes terraform_plan --output json --compact --soft-fail --skip-download`,
    );
    expect(call?.options.cwd).toBe("/tmp/shown");
    expect(call?.options.env).toEqual({
      PATH: "/bin",
      HOME: "/venv",
      LOG_LEVEL: "ERROR",
      CKV_SKIP_PACKAGE_UPDATE_CHECK: "true",
    });
  });

  it("may be by some checks alone", async () => {
    const world = fakeWorld({ files: { [bin]: JSON.stringify([pod, plan]) } });
    await judge(world, "/venv", "/tmp/shown", ["CKV_AWS_1", "CKV2_AWS_2"]);
    expect(world.calls[0]?.line).toMatch(/ --skip-download --check CKV_AWS_1,CKV2_AWS_2$/);
  });

  it("that does not get to its end is an error", async () => {
    const world = fakeWorld({ files: { [bin]: failed("ModuleNotFoundError: no yaml", 2) } });
    await expect(judge(world, "/venv", "/tmp")).rejects.toThrow("checkov ended with 2:\nModuleNotFoundError: no yaml");
  });
});
