import { describe, expect, it } from "vitest";
import { planOf, type Wanted } from "../../../release/plan/from-outputs.ts";
import { roles } from "../../../systems/model/sign-off.ts";
import { changed } from "../../config/stack-file.ts";
import { documentOf, release } from "../shipped.ts";

const shipped = {
  mycrypto: documentOf(await release("mycrypto")),
  mytrader: documentOf(await release("mytrader")),
};
const signers = [{ name: "all", roles: [...roles], publicKey: "of the test" }];
const documents = {
  mycrypto: { ...shipped.mycrypto, signers },
  mytrader: { ...shipped.mytrader, signers },
};

const wanted: Wanted = {
  version: "9.0.0",
  images: { api: "registry.example/api@sha256:9" },
  preview: "a".repeat(64),
  traffic: { requestsPerSecond: 1000 },
};

const refusal = (outputs: unknown, changes: Partial<Wanted> = {}): string => {
  try {
    planOf(outputs, { ...wanted, ...changes }, "release.mycrypto of stack prod");
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("a plan from the stack's outputs", () => {
  it.each(["mycrypto", "mytrader"] as const)("of %s has its canary, its leases and its live color", (name) => {
    const document = documents[name];
    const plan = planOf(document, wanted, name);
    expect(plan).toMatchObject({
      system: name,
      from: { color: document.live, version: document.colors[document.live]?.version },
      to: { color: document.preview, version: "9.0.0" },
      canary: [
        { weight: 10, holdSeconds: 600 },
        { weight: 50, holdSeconds: 300 },
        { weight: 100, holdSeconds: 300 },
      ],
      profile: "canary",
    });
    expect(plan.leases).toEqual(document.work.map(({ lease }) => lease));
    const { healthPaths, hubs, fallbacks } = document;
    expect(plan.checks).toMatchObject({ healthPaths, hubs, fallbacks });
    expect(plan.waivers).toEqual([]);
  });

  it.each([
    [true, false, true],
    [false, true, true],
    [false, false, false],
  ])("with first launch %s and registration %s tries to register: %s", (firstLaunch, registrationEnabled, tries) => {
    const outputs = { ...documents.mycrypto, firstLaunch, registrationEnabled };
    const { journeys } = planOf(outputs, wanted, "x").checks;
    expect(journeys.map(({ name }) => name)).toContain("order-execution");
    expect(journeys.filter(({ registers }) => registers)).toHaveLength(tries ? 2 : 0);
  });

  it("lives with a known fault only where it is waived", () => {
    const waivers = [{ requirement: "MT-087", reason: "clients show the symbols" }];
    expect(planOf(documents.mytrader, { ...wanted, changes: { waivers } }, "x").waivers).toEqual(waivers);
    expect(refusal(documents.mycrypto, { changes: { waivers } })).toContain(
      "waivers[0].requirement: MT-087 cannot be waived; nothing can be waived here",
    );
  });

  const { mycrypto } = documents;

  it.each<[string, string, unknown, string]>([
    ["that miss a field", "weights", undefined, "weights"],
    ["of a release under way", "weights", { blue: 90, green: 10 }, "another release is under way, at 10 % for green"],
    ["whose rules disagree", "weightsAgree", false, "the listener rules disagree"],
    ["without a live color", "colors.blue", undefined, "there is nothing to go back to"],
    ["whose work is elsewhere", "workColor", "green", "green works though blue is live"],
    ["without the service level", "slo.canary", undefined, "slo.canary: is not there; the system has"],
    ["whose service level bounds no errors", "slo.canary.errorPercent", undefined, "cannot judge a canary"],
    [
      "with a contract step",
      "migrations",
      [{ name: "011-drop", kind: "contract" }],
      "011-drop would break the live color",
    ],
  ])("is refused for outputs %s", (_what, path, value, message) => {
    expect(refusal(changed(mycrypto, path, value))).toContain(message);
  });

  it("waits for the system's signatures, and is refused while nobody may give one of them", () => {
    const { signatures } = planOf(mycrypto, wanted, "x");
    const by = (decision: string) => signatures.filter((one) => one.decision === decision).map(({ role }) => role);
    const four = ["qa-lead", "devops-lead", "product-manager", "executive-sponsor"];
    expect({ ready: by("ready"), go: by("go") }).toEqual({
      ready: ["development-team-lead", ...four],
      go: ["tech-lead", ...four],
    });
    expect(planOf(documents.mytrader, wanted, "x").signatures).toEqual([{ role: "devops-lead", decision: "go" }]);
    const some = [{ name: "ann", roles: ["development-team-lead", ...four], publicKey: "of the test" }];
    expect(refusal({ ...mycrypto, signers: some })).toMatch(
      /^(?!.*qa-lead)[^]*signers: nobody may sign as tech-lead; add whoever may to systems.mycrypto.signers/,
    );
    expect(refusal(shipped.mycrypto).match(/nobody may sign as/g)).toHaveLength(6);
    expect(refusal({ ...mycrypto, signOff: [] })).toContain("nobody would answer for the release");
    expect(refusal({ ...mycrypto, signOff: [{ role: "friend", decision: "go" }] })).toContain("signOff[0].role");
  });

  it("is refused for a version that is live", () => {
    const version = mycrypto.colors[mycrypto.live]?.version ?? "";
    expect(refusal(mycrypto, { version })).toContain(`${version} is live already`);
  });

  it("has holds that are long enough for the traffic, and never shorter than the system's", () => {
    const holds = (requestsPerSecond: number) =>
      planOf(mycrypto, { ...wanted, traffic: { requestsPerSecond } }, "x").canary.map(({ holdSeconds }) => holdSeconds);
    expect(holds(1000)).toEqual([600, 300, 300]);
    const [first = 0, ...others] = holds(20);
    expect(first).toBeGreaterThan(1500);
    for (const seconds of others) expect(seconds).toBeGreaterThan(300);
    expect(refusal(mycrypto, { traffic: { requestsPerSecond: 0.1 } })).toMatch(
      /canary\[0\].holdSeconds: would have to be endless: requestsPerSecond: 0.1 at a weight of 0.1 are too few/,
    );
    expect(refusal(mycrypto, { traffic: { requestsPerSecond: 100, errorShare: 0.01 } })).toContain("loosen the gate");
  });

  it("names all that is wrong at once, and where it comes from", () => {
    const message = refusal(
      changed(changed(changed(mycrypto, "weightsAgree", false), "workColor", "green"), "signOff", []),
    );
    expect(message).toContain("release.mycrypto of stack prod");
    for (const part of ["weightsAgree", "workColor", "signatures"]) expect(message).toContain(part);
  });
});
