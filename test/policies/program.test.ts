import { beforeAll, describe, expect, it } from "vitest";
import { applies, judge } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import type { Registration } from "../../simulator/resource.ts";
import { plain, type Properties } from "../../simulator/wire.ts";
import { runWhole } from "../whole-program.ts";

interface Judged {
  rule: string;
  resource: string;
  outcome: string;
}

const judgeAll = (registrations: readonly Registration[]): Judged[] =>
  registrations.flatMap(({ urn, type, inputs }) =>
    rules
      .filter((rule) => applies(rule, type))
      .map((rule) => ({ rule: rule.id, resource: urn, outcome: judge(rule, type, plain(inputs)).outcome })),
  );

describe.each(["prod", "staging"] as const)("the whole program for %s under the policy pack", (stack) => {
  let preview: readonly Registration[];
  let update: readonly Registration[];
  beforeAll(async () => {
    preview = (await runWhole({ stack, mode: "preview" })).registrations;
    update = (await runWhole({ stack, mode: "update" })).registrations;
  }, 120_000);

  it("breaks no rule, and leaves nothing undetermined once all is known", () => {
    expect(judgeAll(preview).filter(({ outcome }) => outcome === "violation")).toEqual([]);
    expect(judgeAll(update).filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  it("gives every rule something to judge", () => {
    expect([...new Set(judgeAll(update).map(({ rule }) => rule))].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it.each<[string, string, (inputs: Properties) => Properties]>([
    [
      "eks-endpoint-private",
      "aws:eks/cluster:Cluster",
      ({ vpcConfig, ...rest }) => ({
        ...rest,
        vpcConfig: { ...(vpcConfig as Properties), endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
      }),
    ],
    ["kms-rotation", "aws:kms/key:Key", (inputs) => ({ ...inputs, enableKeyRotation: false })],
    ["lb-listener-encrypted", "aws:lb/listener:Listener", (inputs) => ({ ...inputs, port: 8080, protocol: "HTTP" })],
    ["jwt-secret-256-bits", "random:index/randomBytes:RandomBytes", (inputs) => ({ ...inputs, length: 16 })],
    [
      "sg-public-only-443-80",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      (inputs) => ({
        ...inputs,
        cidrIpv4: "0.0.0.0/0",
        fromPort: 22,
        toPort: 22,
      }),
    ],
  ])("breaks %s alone when that property is flipped", (id, type, flip) => {
    const flipped = update.map((one) =>
      one.type === type ? { ...one, inputs: flip(plain(one.inputs) as Properties) } : one,
    );
    const broken = judgeAll(flipped).filter(({ outcome }) => outcome === "violation");
    expect(new Set(broken.map(({ rule }) => rule))).toEqual(new Set([id]));
    expect(broken.map(({ resource }) => resource)).toEqual(
      flipped.filter((one) => one.type === type).map(({ urn }) => urn),
    );
  });
});
