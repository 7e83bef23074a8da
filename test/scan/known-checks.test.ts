import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listOfChecks } from "../../scan/checkov-home.ts";
import { followingCheck, knownChecks, typesByCheck } from "../../scan/known-checks.ts";

it("reads what each check looks at from the table of all checks", () => {
  const table = [
    "| | Id | Type | Entity | Policy | IaC | Resource Link |",
    "|---|---|---|---|---|---|---|",
    "| 0 | CKV_AWS_91 | resource | aws_alb | Ensure | Terraform | https://… |",
    "| 1 | CKV_AWS_91 | resource | aws_lb | Ensure | Terraform | https://… |",
    "| 2 | CKV_AWS_91 | resource | AWS::ElasticLoadBalancingV2::LoadBalancer | Ensure | Cloudformation | https://… |",
    "| 3 | CKV_K8S_43 | resource | Deployment | Image should use digest | Kubernetes | https://… |",
    "---",
  ].join("\n");
  expect(typesByCheck(table)).toEqual(
    new Map([
      ["CKV_AWS_91", new Set(["aws_alb", "aws_lb"])],
      ["CKV_K8S_43", new Set(["Deployment"])],
    ]),
  );
});

const asData = (id: string, definition: object) => JSON.stringify({ metadata: { id, name: "Ensure" }, definition });
const attribute = { cond_type: "attribute", attribute: "port", operator: "equals" };

it("knows a check that follows connections, at any depth", () => {
  const connection = { cond_type: "connection", resource_types: ["aws_lb"], operator: "exists" };
  expect(followingCheck(asData("CKV2_AWS_28", { and: [attribute, { or: [connection] }] }))).toBe("CKV2_AWS_28");
  expect(followingCheck(asData("CKV2_AWS_42", { or: [attribute] }))).toBeUndefined();
});

it("puts together what an installed checkov says and what lies in its folder", () => {
  const home = mkdtempSync(join(tmpdir(), "checks-"));
  const folder = join(home, "lib/python3.11/site-packages/checkov/terraform/checks/graph_checks/aws");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "A.json"), asData("CKV2_AWS_28", { cond_type: "connection" }));
  const row = (id: string) => `| 0 | ${id} | resource | aws_lb | Ensure | Terraform | https://… |`;
  writeFileSync(listOfChecks(home), [row("CKV2_AWS_28"), row("CKV_AWS_2")].join("\n"));
  const types = new Set(["aws_lb"]);
  expect(knownChecks(home)).toEqual(
    new Map([
      ["CKV2_AWS_28", { types, follows: true }],
      ["CKV_AWS_2", { types, follows: false }],
    ]),
  );
  rmSync(home, { recursive: true });
});
