import { describe, expect, it, vi } from "vitest";
import { diff, isReviewed } from "../../simulator/diff.ts";
import { type Properties, secret, unknown } from "../../simulator/wire.ts";

// Beside the real table, one type with every form that an entry can have.
const thing = "aws:test/thing:Thing";
vi.mock("../../providers/replacements.ts", async (original) => {
  const real = await original<typeof import("../../providers/replacements.ts")>();
  const paths = ["block.deep", "items.*.id"];
  return { ...real, replacements: { ...real.replacements, "aws:test/thing:Thing": { source: "made up", paths } } };
});

const rule = "aws:lb/listenerRule:ListenerRule";
const role = "aws:iam/role:Role";
const deployment = "kubernetes:apps/v1:Deployment";

/** Differences as `path kind`, with `!` for those that replace. */
const found = (type: string, olds: Properties, news: Properties) =>
  diff(type, olds, news).differences.map(({ path, kind, replaces }) => `${path} ${kind}${replaces ? "!" : ""}`);

describe("finds", () => {
  it.each<[string, Properties, Properties, string[]]>([
    ["nothing in what is equal", { a: [1, { b: "c" }] }, { a: [1, { b: "c" }] }, []],
    ["nothing between null and absent", { a: null, b: { c: 1 } }, { b: { c: 1, d: null } }, []],
    ["nothing in what a provider keeps for itself", { __defaults: [] }, { __defaults: ["name"] }, []],
    ["what came, went and changed, in order", { c: 1, b: 1 }, { a: 1, c: 2 }, ["a add", "b delete", "c update"]],
    ["the change deep inside", { a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 1, d: 3 } } }, ["a.b.d update"]],
    ["the item that came", { a: [1, 2] }, { a: [1, 2, 3] }, ["a[2] add"]],
    ["the items that went", { a: [1, 2, 3] }, { a: [1] }, ["a[1] delete", "a[2] delete"]],
    ["a change of kind as one", { a: [1] }, { a: { b: 1 } }, ["a update"]],
    ["a secret that changed", { a: secret("x") }, { a: secret("y") }, ["a update"]],
    ["a change inside a secret block", { a: secret({ b: 1, c: 1 }) }, { a: { b: 2, c: 1 } }, ["a.b update"]],
    ["nothing where only the mark of a secret came", { a: { b: "x" } }, { a: { b: secret("x") } }, []],
    ["a value that became unknown", { a: "x" }, { a: unknown }, ["a update"]],
    ["zero, false and empty text", { a: 0, b: false, c: "" }, {}, ["a delete", "b delete", "c delete"]],
    [
      "keys that a path cannot hold bare",
      { a: { "x.io/y": 1, 'q"': 1 } },
      { a: { "x.io/y": 2 } },
      ['a["q\\""] delete', 'a["x.io/y"] update'],
    ],
    [
      "weights of a rule",
      { actions: [{ forward: { targetGroups: [{ weight: 90 }, { weight: 10 }] } }] },
      { actions: [{ forward: { targetGroups: [{ weight: 50 }, { weight: 50 }] } }] },
      ["actions[0].forward.targetGroups[0].weight update", "actions[0].forward.targetGroups[1].weight update"],
    ],
  ])("%s", (_, olds, news, differences) => {
    expect(found(rule, olds, news)).toEqual(differences);
  });
});

describe("replaces by the reviewed table", () => {
  it.each<[string, string, Properties, Properties, string[]]>([
    [
      "what cannot change",
      rule,
      { listenerArn: "a", priority: 1 },
      { listenerArn: "b", priority: 2 },
      ["listenerArn update!", "priority update"],
    ],
    ["what is unknown, to be safe", rule, { listenerArn: "a" }, { listenerArn: unknown }, ["listenerArn update!"]],
    ["what came or went", role, { name: "a" }, { path: "/b/" }, ["name delete!", "path add!"]],
    [
      "what lies below a path",
      deployment,
      { spec: { selector: { matchLabels: { a: "1" } } } },
      { spec: { selector: { matchLabels: { a: "2" } } } },
      ["spec.selector.matchLabels.a update!"],
    ],
    [
      "nothing beside a path",
      deployment,
      { spec: { replicas: 1 } },
      { spec: { replicas: 2 } },
      ["spec.replicas update"],
    ],
    [
      "nothing that only begins like a path",
      rule,
      { listenerArns: "a" },
      { listenerArns: "b" },
      ["listenerArns update"],
    ],
    ["a block with a path in it that came", thing, {}, { block: { deep: 1 } }, ["block add!"]],
    ["a block with a path in it that went", thing, { block: { deep: 1 } }, {}, ["block delete!"]],
    [
      "a block with a path in it that became unknown",
      thing,
      { block: { deep: 1 } },
      { block: unknown },
      ["block update!"],
    ],
    ["an unknown block", thing, {}, { block: unknown }, ["block add!"]],
    ["no block without what is at the path", thing, {}, { block: { flat: 1, deep: null } }, ["block add"]],
    [
      "any item's field",
      thing,
      { items: [{ id: 1 }, { id: 2 }] },
      { items: [{ id: 1 }, { id: 3 }] },
      ["items[1].id update!"],
    ],
    ["an item with the field that came", thing, { items: [] }, { items: [{ id: 1 }] }, ["items[0] add!"]],
    ["no item without the field", thing, { items: [] }, { items: [{ is: 1 }] }, ["items[0] add"]],
    ["a whole list that has the field", thing, {}, { items: [{ is: 1 }, { id: 1 }] }, ["items add!"]],
    ["no list that has not", thing, {}, { items: [{ is: 1 }] }, ["items add"]],
    [
      "no key in a list's place",
      thing,
      { items: { a: { id: 1 } } },
      { items: { a: { id: 2 } } },
      ["items.a.id update"],
    ],
    ["nothing of a type outside it", "aws:sfn/activity:Activity", { name: "a" }, { name: "b" }, ["name update"]],
  ])("%s", (_, type, olds, news, differences) => {
    expect(found(type, olds, news)).toEqual(differences);
  });

  it("a Kubernetes object of any kind that moves or is renamed", () => {
    for (const type of [deployment, "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding"]) {
      const olds = { metadata: { name: "a", namespace: "x", labels: { l: "1" } } };
      const news = { metadata: { name: "b", namespace: "y", labels: { l: "2" } } };
      expect(found(type, olds, news)).toEqual([
        "metadata.labels.l update",
        "metadata.name update!",
        "metadata.namespace update!",
      ]);
    }
  });

  it("says which types it has reviewed", () => {
    const types = [rule, deployment, "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding", "aws:sfn/activity:Activity"];
    expect(types.map(isReviewed)).toEqual([true, true, true, false]);
  });
});

describe("deletes before it replaces", () => {
  const group = "aws:lb/targetGroup:TargetGroup";
  const config = "kubernetes:core/v1:ConfigMap";
  const made = { __defaults: ["name"] };
  const object = (name: string | null, data: string, namespace?: string): Properties => ({
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    data: { key: data },
  });

  it.each<[string, string, Properties, Properties, boolean]>([
    ["a name of the program's", group, { name: "a", port: 1 }, { name: "a", port: 2 }, true],
    ["a name of the program's that changed, as the providers do", group, { name: "a" }, { name: "b" }, true],
    ["not a name that was made up", group, { name: "a", port: 1, ...made }, { name: "a", port: 2, ...made }, false],
    ["a bucket's", "aws:s3/bucket:Bucket", { bucket: "a", region: "x" }, { bucket: "a", region: "y" }, true],
    ["not what has no name to collide", "aws:ec2/vpc:Vpc", { cidrBlock: "a" }, { cidrBlock: "b" }, false],
    [
      "not where a name is required, hence never made up",
      "aws:route53/record:Record",
      { name: "a", zoneId: "1" },
      { name: "a", zoneId: "2" },
      false,
    ],
    [
      "what the table says must go",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      { role: "a" },
      { role: "b" },
      true,
    ],
    ["not what changes in place", group, { name: "a", slowStart: 1 }, { name: "a", slowStart: 2 }, false],
    ["an object of the same name", config, object("a", "1", "x"), object("a", "2", "x"), true],
    ["an object in the default namespace, said or not", config, object("a", "1"), object("a", "2", "default"), true],
    ["not an object of another name", config, object("a", "1", "x"), object("b", "2", "x"), false],
    ["not an object of the same name elsewhere", config, object("a", "1", "x"), object("a", "2", "y"), false],
    ["not an object whose name is unknown", config, object("a", "1"), object(unknown, "2"), false],
    ["not objects without a name", config, object(null, "1"), object(null, "2"), false],
    [
      "not an object whose name was made up",
      config,
      object("a", "1"),
      { ...object("a", "2"), __defaults: ["metadata"] },
      false,
    ],
    ["not an object that changes in place", deployment, object("a", "1"), object("a", "2"), false],
  ])("%s", (_, type, olds, news, expected) => {
    expect(diff(type, olds, news).deleteBeforeReplace).toBe(expected);
  });
});
