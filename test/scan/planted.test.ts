import { expect, describe, it } from "vitest";
import type { ResourceRule, StackRule } from "../../policies/rule.ts";
import { plant } from "../../scan/planted.ts";
import { type Fixture, Given, resource } from "../policies/fixture.ts";
import { about, fixture, noun, rule, topic } from "./a-rule.ts";

describe("fixtures as checkov is shown them", () => {
  it("are Kubernetes objects in a file and a namespace for each case", () => {
    const object = { metadata: { namespace: "mine" }, spec: { containers: [] }, name: "bad" };
    const rules = [rule(["CKV_K8S_1"], [noun])];
    const { objects, cases } = plant(rules, {
      "a-rule": {
        ...fixture(noun),
        good: { plain: {}, system: { metadata: { namespace: "kube-system" } } },
        bad: { one: [object] },
      },
    } as Record<string, Fixture>);
    expect(objects.map(({ file }) => file)).toEqual([
      "a-rule--good-1-1.yaml",
      "a-rule--good-2-1.yaml",
      "a-rule--bad-1-1.yaml",
    ]);
    expect(objects.map(({ text }) => text)).toEqual([
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a-rule--good-1-1\n",
      "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: kube-system\n  name: a-rule--good-2-1\n",
      [
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  namespace: mine--a-rule--bad-1",
        "  name: a-rule--bad-1-1",
        "spec:",
        "  containers: []",
        "name: bad",
        "",
      ].join("\n"),
    ]);
    expect(cases.map(({ places }) => [...places])).toEqual([
      ["/kubernetes/a-rule--good-1-1.yaml"],
      ["/kubernetes/a-rule--good-2-1.yaml"],
      ["/kubernetes/a-rule--bad-1-1.yaml"],
    ]);
  });

  it("keep each namespace with what is in it", () => {
    const stackRule: StackRule = { ...about, id: "together", refs: { checkov: ["CKV2_K8S_6"] }, checkStack: () => [] };
    const pair = [
      resource("kubernetes:core/v1:Namespace", "ns", { metadata: { name: "mine" } }),
      resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", "np", { metadata: { namespace: "mine" } }),
    ];
    const { objects } = plant([stackRule], { together: { good: { both: pair }, bad: {}, unknown: {} } });
    expect(objects.map(({ text }) => text)).toEqual([
      "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: mine--together--good-1\n",
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  namespace: mine--together--good-1\n  name: together--good-1-2\n",
    ]);
  });

  it("refer to each other within their case: by what they depend on, and by a name", () => {
    const stackRule: StackRule = { ...about, id: "together", refs: { checkov: ["CKV2_AWS_6"] }, checkStack: () => [] };
    const bucket = resource("aws:s3/bucket:Bucket", "b", { bucket: "files" });
    const block = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    const linked = resource(block, "p", { bucket: "b-id" }, { refersTo: { bucket: [bucket] } });
    // Two of one name do not refer to each other.
    const namesake = resource("aws:s3/bucket:Bucket", "n", { bucket: "files" });
    const byName = resource(block, "p", { bucket: "files" });
    const apart = resource(block, "p", { bucket: "others" });
    const { plan } = plant([stackRule], {
      together: {
        good: { linked: [bucket, linked], named: [bucket, byName] },
        bad: { apart: [[bucket, apart]], namesakes: [[bucket, namesake]] },
        unknown: {},
      },
    });
    const { resources } = plan.configuration.root_module;
    expect(resources.map(({ address, expressions }) => [address, expressions["bucket"]?.references])).toEqual([
      ["aws_s3_bucket.together--good-1--b", undefined],
      [
        "aws_s3_bucket_public_access_block.together--good-1--p",
        ["aws_s3_bucket.together--good-1--b.id", "aws_s3_bucket.together--good-1--b"],
      ],
      ["aws_s3_bucket.together--good-2--b", undefined],
      [
        "aws_s3_bucket_public_access_block.together--good-2--p",
        ["aws_s3_bucket.together--good-2--b.id", "aws_s3_bucket.together--good-2--b"],
      ],
      ["aws_s3_bucket.together--bad-1--b", undefined],
      ["aws_s3_bucket_public_access_block.together--bad-1--p", undefined],
      ["aws_s3_bucket.together--bad-2--b", undefined],
      ["aws_s3_bucket.together--bad-2--n", undefined],
    ]);
  });

  it("are of the type and the environment that the case says", () => {
    const strict: ResourceRule = {
      ...rule(["CKV_AWS_26"], [topic, "aws:sqs/queue:Queue"]),
      check: (_, { environment }) => (environment === "dev" ? [] : [{ path: "", message: "is not for dev" }]),
    };
    const { cases } = plant([strict], {
      "a-rule": {
        ...fixture(),
        good: { dev: new Given({}, { environment: "dev" }) },
        bad: { prod: [new Given({}, {})], alias: [new Given({}, { type: "aws:alb/loadBalancer:LoadBalancer" })] },
      } as Fixture,
    });
    expect(cases.map(({ found, shown }) => [found, shown])).toEqual([
      [false, ["aws_sns_topic"]],
      [true, ["aws_sns_topic"]],
      [false, ["aws_alb"]],
    ]);
  });

  it("have a value for what they only tell the origin of", () => {
    const stackRule: StackRule = { ...about, id: "together", refs: { checkov: ["CKV2_AWS_11"] }, checkStack: () => [] };
    const vpc = resource("aws:ec2/vpc:Vpc", "v");
    const inputs = { iamRoleArn: "arn:aws:iam::111122223333:role/logs" };
    const log = resource("aws:ec2/flowLog:FlowLog", "l", inputs, { refersTo: { vpcId: [vpc], iamRoleArn: [vpc] } });
    const { plan } = plant([stackRule], { together: { good: { logged: [vpc, log] }, bad: {}, unknown: {} } });
    const { planned_values, configuration } = plan;
    expect(planned_values.root_module.resources[1]?.values).toEqual({
      vpc_id: "known after the update",
      iam_role_arn: inputs.iamRoleArn,
    });
    expect(configuration.root_module.resources[1]?.expressions["vpc_id"]?.references).toHaveLength(2);
  });

  it("are only those of rules that name a check", () => {
    expect(plant([rule([])], { "a-rule": fixture() }).cases).toEqual([]);
  });
});
