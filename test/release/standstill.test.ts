import { describe, expect, it } from "vitest";
import { unknown } from "../../simulator/wire.ts";
import { imagesOf } from "../../systems/model/images.ts";
import { documentOf, release, type Released, withoutGreen } from "./shipped.ts";
import { systemNames, systemOf } from "./systems.ts";

// What the engine would do from one run to the next: it compares registrations by URN and inputs.

/** Type and logical name, as one text. */
const label = (urn: string) => urn.split("::").slice(2).join("::").replace(/^.*\$/, "");

interface Difference {
  added: string[];
  removed: string[];
  /** With the changed keys: of the inputs, or of what else the engine is told. */
  changed: Record<string, string[]>;
}

const views = { inputs: {}, checked: {}, props: {}, shown: {} };

function difference(before: Released, after: Released): Difference {
  const [old, now] = [before, after].map(({ resources }) => new Map(resources.map((one) => [one.urn, one])));
  if (old === undefined || now === undefined) throw new Error("two runs");
  const keys = (a: object, b: object) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((key) => JSON.stringify(Reflect.get(a, key)) !== JSON.stringify(Reflect.get(b, key)))
      .sort();
  const changed = [...now.values()].flatMap((one) => {
    const was = old.get(one.urn);
    if (was === undefined) return [];
    // The others are views of the inputs.
    const found = [...keys(was.inputs, one.inputs), ...keys({ ...was, ...views }, { ...one, ...views })];
    return found.length === 0 ? [] : [[label(one.urn), found] as const];
  });
  return {
    added: [...now.keys()].filter((urn) => !old.has(urn)),
    removed: [...old.keys()].filter((urn) => !now.has(urn)),
    changed: Object.fromEntries(changed),
  };
}

const still: Difference = { added: [], removed: [], changed: {} };
const weights = (blue: number) => ({ weights: { blue, green: 100 - blue } });
const ruleType = "aws:lb/listenerRule:ListenerRule";

describe.each(systemNames)("%s", (name) => {
  const routes = systemOf(name).services.flatMap((service) => service.routes);
  const rules = (suffix: string) =>
    Object.fromEntries(routes.map((route) => [`${ruleType}::${name}-${route.name}${suffix}`, ["actions"]]));
  const onlyWeights = { ...still, changed: rules("") };

  it("does nothing in a second run", async () => {
    const first = await release(name);
    const second = await release(name, {}, { last: first.release });
    expect(difference(first, second)).toEqual(still);
    expect(documentOf(second)).toEqual(documentOf(first));
  });

  it("changes the weighted rules alone when weights change and the live color stays", async () => {
    const rest = await release(name);
    const canary = await release(name, weights(90), { last: rest.release });
    expect(difference(rest, canary)).toEqual(onlyWeights);
    const half = await release(name, weights(50), { last: canary.release });
    expect(difference(canary, half)).toEqual(onlyWeights);
    const aborted = await release(name, weights(100), { last: half.release });
    expect(difference(half, aborted)).toEqual(onlyWeights);
    expect(difference(rest, aborted)).toEqual(still);
  });

  it("remembers an override when it has gone, and does nothing", async () => {
    const first = await release(name);
    const canary = await release(name, weights(70), { last: first.release });
    const plain = await release(name, {}, { last: canary.release });
    expect(documentOf(plain)).toMatchObject({ ...weights(70), weightsAgree: true, live: "blue", preview: "green" });
    expect(difference(canary, plain)).toEqual(still);
    const again = await release(name, {}, { last: plain.release });
    expect(documentOf(again).weights).toEqual({ blue: 70, green: 30 });
    // An override wins over the memory, and is remembered in its turn.
    const raised = await release(name, weights(30), { last: again.release });
    const kept = await release(name, {}, { last: raised.release });
    expect(documentOf(kept)).toMatchObject({ ...weights(30), live: "green", preview: "blue" });
  });

  it("promotes without replacing anything, and turns the test rules round", async () => {
    const canary = await release(name, weights(90), { last: (await release(name)).release });
    const half = await release(name, weights(50), { last: canary.release });
    const promoted = await release(name, weights(0), { last: half.release });
    expect(difference(half, promoted)).toEqual({
      ...still,
      changed: { ...rules(""), ...rules("-test") },
    });
    expect(documentOf(promoted)).toMatchObject({ ...weights(0), live: "green", preview: "blue", workColor: "blue" });
    const after = await release(name, {}, { last: promoted.release });
    expect(difference(promoted, after)).toEqual(still);
  });

  it("changes only what is below the preview color when its version changes", async () => {
    const before = await release(name);
    const images = Object.fromEntries(imagesOf(systemOf(name)).map((image) => [image, `sha256:${"0a".repeat(32)}`]));
    const changes = { "colors.green.version": "9.9.9", "colors.green.images": images };
    const after = await release(name, changes, { last: before.release });
    const { added, removed, changed } = difference(before, after);
    expect([...added, ...removed]).toEqual([]);
    for (const one of Object.keys(changed)) expect(one).toMatch(new RegExp(`::${name}-green(-|$)`));
    expect(changed[`kubernetes:apps/v1:Deployment::${name}-green-${systemOf(name).services[0]?.name ?? ""}`]).toEqual([
      "metadata",
      "spec",
    ]);
    expect(documentOf(after).colors).toMatchObject({
      blue: documentOf(before).colors.blue,
      green: { version: "9.9.9", namespace: `${name}-green` },
    });
  });

  it("only adds when the preview color comes, and only removes when it goes", async () => {
    const alone = await release(name, withoutGreen);
    const both = await release(name, {}, { last: alone.release });
    const come = difference(alone, both);
    expect({ ...come, added: [] }).toEqual(still);
    expect(come.added.length).toBeGreaterThan(20);
    for (const urn of come.added) expect(urn).toMatch(new RegExp(`::${name}-green(-|$)`));
    const gone = difference(both, await release(name, withoutGreen, { last: both.release }));
    expect(gone).toEqual({ ...still, removed: come.added });
  });

  it("changes the leases alone when the work is handed over", async () => {
    const before = await release(name);
    const after = await release(name, { workColor: "green" }, { last: before.release });
    const leases = systemOf(name).services.flatMap(({ work }) => (work === undefined ? [] : [work.lease]));
    const type = "kubernetes:coordination.k8s.io/v1:Lease";
    const handed = Object.fromEntries(leases.map((lease) => [`${type}::${name}-work-${lease}`, ["metadata"]]));
    expect(difference(before, after)).toEqual({ ...still, changed: handed });
    const kept = await release(name, {}, { last: after.release });
    expect(documentOf(kept)).toMatchObject({ workColor: "green", live: "blue" });
    expect(difference(after, kept)).toEqual(still);
  });

  it("knows in a preview all that config decides", async () => {
    const first = await release(name);
    const planned = await release(name, weights(90), { last: first.release, mode: "preview" });
    expect(planned.resources.map(({ urn }) => urn)).toEqual(first.resources.map(({ urn }) => urn));
    expect(planned.release).toMatchObject({
      ...weights(90),
      weightsAgree: true,
      live: "blue",
      addresses: { preview: documentOf(first).addresses.preview },
    });
    expect(JSON.stringify(planned.one(ruleType, `${name}-${routes[0]?.name ?? ""}`).props["actions"])).toContain(
      unknown,
    );
  });
});

describe("stickiness", () => {
  const sticky = (run: Released) =>
    Object.fromEntries(
      run.all(ruleType).map(({ name, props }) => {
        const text = JSON.stringify(props["actions"]);
        return [name, [...text.matchAll(/"enabled":(true|false)/g)].map(([, enabled]) => enabled)];
      }),
    );
  const off = { "mytrader-api": ["false"], "mytrader-api-test": ["false"], "mytrader-hubs-test": ["false"] };

  it("is on for hubs while traffic is split, and off in the write that promotes or aborts", async () => {
    const rest = await release("mytrader");
    expect(sticky(rest)).toEqual({ ...off, "mytrader-hubs": ["false"] });
    const half = await release("mytrader", weights(50), { last: rest.release });
    expect(sticky(half)).toEqual({ ...off, "mytrader-hubs": ["true"] });
    for (const end of [0, 100]) {
      const ended = await release("mytrader", weights(end), { last: half.release });
      expect(sticky(ended)).toEqual({ ...off, "mytrader-hubs": ["false"] });
    }
  });
});
