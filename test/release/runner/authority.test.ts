import { generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authority, type Decision, decisions } from "../../../release/authority/roles.ts";
import { type Role, roles } from "../../../systems/model/sign-off.ts";
import { heed } from "../../../release/authority/heed.ts";
import { type Signers, signersSchema } from "../../../config/signers.ts";
import { faultsOf, signed, type Statement } from "../../../release/authority/statement.ts";

const publicText = (key: KeyObject) => key.export({ format: "der", type: "spki" }).toString("base64");
const ours = generateKeyPairSync("ed25519");
const others = generateKeyPairSync("ed25519");
const plan = "c".repeat(64);

const signers: Signers = signersSchema.parse([
  { name: "quinn", roles: ["qa-lead"], publicKey: publicText(ours.publicKey) },
  { name: "sam", roles: ["senior-developer"], publicKey: publicText(others.publicKey) },
]);

const said = (changes: Partial<Statement> = {}): Omit<Statement, "signature"> => ({
  decision: "go",
  role: "qa-lead",
  by: "quinn",
  plan,
  at: "2026-01-01T00:00:00Z",
  ...changes,
});

describe("a statement", () => {
  it("counts when its signer's key made it for a role of theirs", () => {
    expect(faultsOf(signed(said(), ours.privateKey), signers, plan)).toEqual([]);
  });

  it.each<[string, Statement, string]>([
    [
      "somebody else's key",
      signed(said(), others.privateKey),
      "the signature is not quinn's, or the statement was changed after it was signed",
    ],
    ["a typed name", { ...said(), signature: "quinn" }, "the signature is not quinn's"],
    ["no signature", { ...said(), signature: "" }, "the signature is not quinn's"],
    ["an unknown signer", signed(said({ by: "mallory" }), ours.privateKey), "mallory is none of the signers"],
    [
      "a role of another",
      signed(said({ role: "devops-lead" }), ours.privateKey),
      "quinn does not hold the role devops-lead",
    ],
    [
      "another plan",
      signed(said({ plan: "d".repeat(64) }), ours.privateKey),
      "plan, images or preview changed after it was signed",
    ],
    [
      "a decision that is not the role's",
      signed(said({ decision: "database-restore" }), ours.privateKey),
      "qa-lead may not decide database-restore",
    ],
  ])("with %s does not count", (_what, statement, fault) => {
    expect(faultsOf(statement, signers, plan).join("; ")).toContain(fault);
  });

  it("does not count when anything of it was changed afterwards", () => {
    const statement = signed(said(), ours.privateKey);
    const changes: Partial<Statement>[] = [
      { decision: "no-go" },
      { role: "devops-lead" },
      { at: "2026-01-01T00:00:01Z" },
      { plan: "d".repeat(64) },
    ];
    for (const change of changes) expect(faultsOf({ ...statement, ...change }, signers, plan)).not.toEqual([]);
  });

  it("counts by the matrix of the requirements", () => {
    fc.assert(
      fc.property(fc.constantFrom(...roles), fc.constantFrom(...decisions), (role: Role, decision: Decision) => {
        const own = signersSchema.parse([{ name: "quinn", roles: [role], publicKey: publicText(ours.publicKey) }]);
        const faults = faultsOf(signed(said({ role, decision }), ours.privateKey), own, plan);
        const may = decision === "ready" || decision === "go" || authority[decision].includes(role);
        expect(faults.length === 0).toBe(may);
      }),
    );
    expect(authority.abort).toEqual(roles);
    expect(authority["database-restore"]).toEqual(["senior-developer"]);
  });
});

describe("what a release heeds", () => {
  const word = (decision: Decision, role: Role = "qa-lead") => {
    const own = signersSchema.parse([{ name: "quinn", roles: [role], publicKey: publicText(ours.publicKey) }]);
    return heed(signed(said({ decision, role }), ours.privateKey), own, plan);
  };

  it("is what was signed, as an event", () => {
    expect(word("go")).toEqual({ word: { kind: "signed", role: "qa-lead", decision: "go", by: "quinn" } });
    expect(word("ready")).toMatchObject({ word: { kind: "signed", decision: "ready" } });
    expect(word("no-go")).toEqual({ word: { kind: "refused", role: "qa-lead", by: "quinn" } });
    expect(word("abort")).toMatchObject({ word: { kind: "abort", by: "quinn, qa-lead" } });
    expect(word("planned-rollback", "stakeholder")).toMatchObject({ word: { kind: "abort" } });
  });

  it("is no restore of a database, and nothing that is not verified", () => {
    expect(word("database-restore", "senior-developer")).toMatchObject({
      faults: [expect.stringContaining("by hand")],
    });
    expect(heed({ ...said(), signature: "quinn" }, signers, plan)).toHaveProperty("faults");
  });
});

describe("the list of signers", () => {
  const faults = (list: unknown) =>
    (signersSchema.safeParse(list).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
  const key = publicText(ours.publicKey);

  it("takes Ed25519 keys, each of one person", () => {
    const rsa = publicText(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey);
    expect(faults([{ name: "a", roles: ["qa-lead"], publicKey: rsa }]).join()).toContain(
      "0.publicKey: must be an Ed25519",
    );
    expect(faults([{ name: "a", roles: [], publicKey: "x" }])).toHaveLength(2);
    expect(
      faults([
        { name: "a", roles: ["qa-lead"], publicKey: key },
        { name: "b", roles: ["tech-lead"], publicKey: key },
      ]),
    ).toEqual(["1.publicKey: is that of signer 0, too"]);
  });
});
