import { describe, expect, it } from "vitest";
import { type Fault, faultKinds, Faults, operations, parseFault } from "../../simulator/cloud/faults.ts";

const vpc = "aws:ec2/vpc:Vpc";
const fault = (nth: number, changes: Partial<Fault> = {}): Fault => ({
  kind: "fail",
  on: "create",
  type: vpc,
  nth,
  ...changes,
});

describe("a written fault", () => {
  it.each<[string, Fault]>([
    [`fail:create:${vpc}#1`, fault(1)],
    [
      `lose-answer:delete:kubernetes:core/v1:Secret#12`,
      { kind: "lose-answer", on: "delete", type: "kubernetes:core/v1:Secret", nth: 12 },
    ],
    [
      "fail:update:kubernetes:rbac.authorization.k8s.io/v1:Role#2",
      { kind: "fail", on: "update", type: "kubernetes:rbac.authorization.k8s.io/v1:Role", nth: 2 },
    ],
    [`throttle:read:${vpc}#3`, fault(3, { kind: "throttle", on: "read" })],
    [`throttle:create:${vpc}#1x4`, fault(1, { kind: "throttle", times: 4 })],
  ])("%s is read", (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  it("has every kind and operation", () => {
    const texts = faultKinds.flatMap((kind) => operations.map((on) => `${kind}:${on}:${vpc}#1`));
    const read = texts.map(parseFault).map(({ kind, on }) => `${kind}:${on}:${vpc}#1`);
    expect([texts.length, read]).toEqual([16, texts]);
  });

  it.each([
    ["", "is not written as kind:operation:type#n"],
    [`fail:create:${vpc}`, "is not written as kind:operation:type#n"],
    [`fail:create:${vpc}#x`, "is not written as kind:operation:type#n"],
    [`fail:create:${vpc}#1 `, "is not written as kind:operation:type#n"],
    [`explode:create:${vpc}#1`, '"explode" must be one of fail, throttle, time-out, lose-answer'],
    [`fail:make:${vpc}#1`, '"make" must be one of create, read, update, delete'],
    ["fail:create:Vpc#1", '"Vpc" must be a type token such as aws:lb/listenerRule:ListenerRule'],
    [`fail:create:${vpc}#0`, "n counts from 1"],
    [`fail:create:${vpc}#1x2`, "only a throttle is repeated"],
  ])("%s is refused: %s", (text, complaint) => {
    expect(() => parseFault(text)).toThrow(
      new Error(`fault ${text}: ${complaint}; example: fail:create:aws:ec2/vpc:Vpc#1`),
    );
  });
});

describe("a planted fault", () => {
  it("strikes the n-th request, once", () => {
    const planted = fault(2);
    const faults = new Faults([planted]);
    expect([1, 2, 3, 4].map(() => faults.next("create", vpc))).toEqual([undefined, planted, undefined, undefined]);
    expect(faults.waiting).toEqual([]);
  });

  it("counts each operation and each type apart", () => {
    const faults = new Faults([fault(2)]);
    expect(faults.next("create", "aws:ec2/eip:Eip")).toBeUndefined();
    expect(faults.next("update", vpc)).toBeUndefined();
    expect(faults.next("create", vpc)).toBeUndefined();
    expect(faults.next("create", "aws:ec2/eip:Eip")).toBeUndefined();
    expect(faults.next("update", vpc)).toBeUndefined();
    expect(faults.waiting).toHaveLength(1);
    expect(faults.next("create", vpc)).toEqual(fault(2));
  });

  it("waits until it strikes, and leaves the others waiting", () => {
    const planted = [fault(1), fault(1), fault(3)];
    const faults = new Faults(planted);
    expect(faults.next("create", vpc)).toBe(planted[0]);
    // Two for the same request: only one could strike, the other never will.
    expect(faults.waiting).toEqual([fault(1), fault(3)]);
    expect(faults.next("create", vpc)).toBeUndefined();
    expect(faults.next("create", vpc)).toBe(planted[2]);
  });

  it("can be added later, and counts from the beginning of the process", () => {
    const list: Fault[] = [];
    const faults = new Faults(list);
    faults.next("create", vpc);
    faults.add(fault(1));
    faults.add(fault(2));
    expect(faults.next("create", vpc)).toEqual(fault(2));
    expect(faults.waiting).toEqual([fault(1)]);
    expect(list).toEqual([]);
  });
});
