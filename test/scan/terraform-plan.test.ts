import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { addressesOf, type Declared, snakeCase, terraformPlan } from "../../scan/terraform-plan.ts";
import { terraformTypes } from "../../scan/terraform-types.ts";

const lb = "aws:lb/loadBalancer:LoadBalancer";
const listener = "aws:lb/listener:Listener";

const declared = (type: string, name: string, changes: Partial<Declared> = {}): Declared => ({
  urn: `urn:pulumi:test::p::${type}::${name}`,
  type,
  name,
  inputs: {},
  propertyDependencies: {},
  ...changes,
});

/** What Terraform would plan for a single resource. */
const values = (type: string, inputs: Declared["inputs"]) =>
  terraformPlan([declared(type, "it", { inputs })]).planned_values.root_module.resources[0]?.values;

/** From what it takes each attribute, by attribute. */
const references = (resources: readonly Declared[]) =>
  Object.fromEntries(
    terraformPlan(resources).configuration.root_module.resources.map(({ address, expressions }) => [
      address,
      Object.fromEntries(Object.entries(expressions).map(([key, { references }]) => [key, references])),
    ]),
  );

it.each([
  ["name", "name"],
  ["dropInvalidHeaderFields", "drop_invalid_header_fields"],
  ["cidrIpv4", "cidr_ipv4"],
  ["enableResourceNameDnsAaaaRecordOnLaunch", "enable_resource_name_dns_aaaa_record_on_launch"],
  ["isIpv6Enabled", "is_ipv6_enabled"],
])("writes %s as %s", (camel, snake) => {
  expect(snakeCase(camel)).toBe(snake);
});

describe("values", () => {
  it("makes a block a list of one, at any depth", () => {
    expect(values("aws:eks/cluster:Cluster", { vpcConfig: { endpointPublicAccess: false, subnetIds: ["a"] } })).toEqual(
      {
        vpc_config: [{ endpoint_public_access: false, subnet_ids: ["a"] }],
      },
    );
  });

  it("gives a list of blocks Terraform's name", () => {
    const redirect = { protocol: "HTTPS", statusCode: "HTTP_301" };
    expect(values(listener, { port: 80, defaultActions: [{ type: "redirect", redirect }] })).toEqual({
      port: 80,
      default_action: [{ type: "redirect", redirect: [{ protocol: "HTTPS", status_code: "HTTP_301" }] }],
    });
    const rules = [{ statement: { andStatement: { statements: [{ textTransformations: [{ priority: 0 }] }] } } }];
    expect(values("aws:wafv2/webAcl:WebAcl", { rules })).toEqual({
      rule: [{ statement: [{ and_statement: [{ statement: [{ text_transformation: [{ priority: 0 }] }] }] }] }],
    });
  });

  it("keeps the name of a list that is none of blocks, though another type has blocks by it", () => {
    expect(values("aws:cloudfront/distribution:Distribution", { aliases: ["a.example"] })).toEqual({
      aliases: ["a.example"],
    });
    expect(values("aws:route53/record:Record", { aliases: [{ name: "a", zoneId: "Z" }] })).toEqual({
      alias: [{ name: "a", zone_id: "Z" }],
    });
  });

  it("keeps the keys of a mapping", () => {
    expect(values(lb, { tags: { costCenter: "a", "aws:x": "b" } })).toEqual({
      tags: { costCenter: "a", "aws:x": "b" },
    });
  });

  it("keeps a policy as JSON text, also one that is given as a block", () => {
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["s3:*"] }] };
    const text = JSON.stringify(policy);
    expect(values("aws:iam/rolePolicy:RolePolicy", { policy })).toEqual({ policy: text });
    expect(values("aws:iam/rolePolicy:RolePolicy", { policy: text })).toEqual({ policy: text });
    expect(values("aws:iam/role:Role", { assumeRolePolicy: policy })).toEqual({ assume_role_policy: text });
  });

  it("leaves out what is not set: null, and a list of blocks without any", () => {
    expect(values("aws:wafv2/webAcl:WebAcl", { name: null, rules: [] })).toEqual({});
    expect(values(lb, { subnets: [] })).toEqual({ subnets: [] });
  });

  it("keeps false, zero and the empty text", () => {
    expect(values(lb, { internal: false, idleTimeout: 0, name: "" })).toEqual({
      internal: false,
      idle_timeout: 0,
      name: "",
    });
  });

  it("stand in the planned values and in the changes", () => {
    const { planned_values, resource_changes } = terraformPlan([declared(lb, "it", { inputs: { internal: true } })]);
    const head = { address: "aws_lb.it", mode: "managed", type: "aws_lb", name: "it" };
    expect(planned_values.root_module.resources).toEqual([
      expect.objectContaining({ ...head, values: { internal: true } }),
    ]);
    const change = { actions: ["create"], before: null, after: { internal: true } };
    expect(resource_changes).toEqual([expect.objectContaining({ ...head, change })]);
  });
});

describe("references", () => {
  it("go to where a value comes from in the end", () => {
    const bucket = declared("aws:s3/bucket:Bucket", "b");
    const policy = declared("aws:s3/bucketPolicy:BucketPolicy", "p", {
      inputs: { bucket: "files" },
      propertyDependencies: { bucket: [bucket.urn] },
    });
    const log = (name: string) =>
      declared("aws:s3/bucketLogging:BucketLogging", "l", {
        inputs: { bucket: name, targetBucket: "files" },
        propertyDependencies: { bucket: [policy.urn], targetBucket: [policy.urn] },
      });
    const of = (name: string) => references([bucket, policy, log(name)])["aws_s3_bucket_logging.l"];
    const asGiven = ["aws_s3_bucket_policy.p.id", "aws_s3_bucket_policy.p"];
    expect(of("files")).toEqual({ bucket: ["aws_s3_bucket.b.id", "aws_s3_bucket.b"], target_bucket: asGiven });
    // Another name is none that was handed on.
    expect(of("made-of-files")).toEqual({ bucket: asGiven, target_bucket: asGiven });
  });

  const balancer = declared(lb, "main");
  const other = declared("trading:edge:LoadBalancer", "main");

  it("tell checkov what an attribute came from, as attribute and as resource", () => {
    const web = declared(listener, "web", {
      inputs: { loadBalancerArn: "arn:1", defaultActions: [{ type: "forward" }] },
      propertyDependencies: { loadBalancerArn: [other.urn, balancer.urn], defaultActions: [balancer.urn] },
    });
    expect(references([balancer, web])).toEqual({
      "aws_lb.main": {},
      "aws_lb_listener.web": {
        load_balancer_arn: ["aws_lb.main.id", "aws_lb.main"],
        default_action: ["aws_lb.main.id", "aws_lb.main"],
      },
    });
  });

  it("say nothing of an input that came to nothing: checkov would take the reference for its value", () => {
    const key = declared("aws:kms/key:Key", "k");
    const topic = (inputs: Declared["inputs"]) =>
      declared("aws:sns/topic:Topic", "t", { inputs, propertyDependencies: { kmsMasterKeyId: [key.urn] } });
    const of = (inputs: Declared["inputs"]) => references([key, topic(inputs)])["aws_sns_topic.t"];
    expect(of({ kmsMasterKeyId: "k-1" })).toEqual({ kms_master_key_id: ["aws_kms_key.k.id", "aws_kms_key.k"] });
    expect(of({})).toEqual({});
    expect(of({ kmsMasterKeyId: null })).toEqual({});
    const acl = declared("aws:wafv2/webAcl:WebAcl", "w", {
      inputs: { rules: [] },
      propertyDependencies: { rules: [key.urn] },
    });
    expect(references([key, acl])["aws_wafv2_web_acl.w"]).toEqual({});
  });
});

describe("addresses", () => {
  it("hold names that Terraform takes, each once", () => {
    const named = ["a.b/c", "a-b_c", "a_b_c", "a.b.c"].map((name) => declared(lb, name));
    expect([...addressesOf(named).values()]).toEqual([
      "aws_lb.a_b_c",
      "aws_lb.a-b_c",
      "aws_lb.a_b_c_2",
      "aws_lb.a_b_c_3",
    ]);
    expect(addressesOf([declared(lb, "x"), declared(listener, "x")]).size).toBe(2);
  });
});

it("names every type and list that it knows no Terraform name of", () => {
  const resources = [
    declared("aws:foo/bar:Bar", "one"),
    declared("aws:foo/bar:Bar", "two"),
    declared(lb, "main", { inputs: { novelties: [{ a: 1 }] } }),
  ];
  expect(() => terraformPlan(resources)).toThrow(
    [
      "no Terraform name is known of:",
      "  aws:foo/bar:Bar: has no entry in scan/terraform-types.ts; add its Terraform type",
      "  aws:lb/loadBalancer:LoadBalancer: its list novelties has no entry in scan/terraform-types.ts; add its name",
    ].join("\n"),
  );
});

describe("the table of types", () => {
  interface Kind {
    block?: string;
    list?: Kind | string;
  }
  interface Inputs {
    inputs: Record<string, { kind: Kind | string }>;
  }
  const schema = JSON.parse(readFileSync(new URL("../../providers/schema.json", import.meta.url), "utf8")) as {
    blocks: Record<string, Inputs>;
    resources: Record<string, Inputs>;
  };
  const blockOf = (kind: Kind | string | undefined) => (typeof kind === "object" ? kind.block : undefined);

  /** Lists of blocks at any depth. */
  function listsOf({ inputs }: Inputs, seen = new Set<string>()): string[] {
    return Object.entries(inputs).flatMap(([key, { kind }]) => {
      const inList = blockOf(typeof kind === "object" ? kind.list : undefined);
      const block = inList ?? blockOf(kind);
      if (block === undefined) return [];
      const own = inList === undefined ? [] : [key];
      const below = schema.blocks[block];
      return seen.has(block) || below === undefined ? own : [...own, ...listsOf(below, seen.add(block))];
    });
  }

  const used = Object.entries(schema.resources).filter(([token]) => token.startsWith("aws:"));

  it("finds lists of blocks", () => {
    expect(listsOf(schema.resources[listener] ?? { inputs: {} })).toEqual(
      expect.arrayContaining(["defaultActions", "targetGroups"]),
    );
    expect(used.length).toBeGreaterThan(80);
  });

  it.each(used)("knows Terraform's names of %s and of all its lists of blocks", (token, resource) => {
    const known = terraformTypes[token];
    expect(known?.type).toMatch(/^aws_[a-z0-9_]+$/);
    expect(listsOf(resource).filter((key) => !(key in (known?.lists ?? {})))).toEqual([]);
  });
});
