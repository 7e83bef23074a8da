import { describe, expect, it } from "vitest";
import { operations, parseFault } from "../../simulator/cloud/faults.ts";
import { type Properties, secret, unknown } from "../../simulator/wire.ts";
import { type Connection, withAws, withProviders } from "./provider-client.ts";

const vpc = "aws:ec2/vpc:Vpc";
const role = "aws:iam/role:Role";
const password = "random:index/randomPassword:RandomPassword";

describe("a resource's life", () => {
  const inputs = { cidrBlock: "10.0.0.0/16", enableDnsSupport: true };

  it("begins in a preview, with all unknown that only the cloud knows", () =>
    withProviders(async (connect, { cloud }) => {
      const { id, state } = await connect("aws").create(vpc, inputs, { preview: true });
      expect(id).toBe("");
      expect(state).toMatchObject({ ...inputs, arn: unknown, ownerId: unknown });
      expect(cloud.all()).toEqual([]);
    }));

  it("goes from create to delete, and a read tells what is there", () =>
    withAws(async (aws) => {
      const made = await aws.create(vpc, inputs);
      expect(made.id).toMatch(/^vpc-[0-9a-f]{17}$/);
      expect(made.state).toMatchObject({ ...inputs, arn: `arn:aws:ec2:eu-central-1:111122223333:vpc/${made.id}` });
      expect(await aws.read(vpc, made.id)).toEqual({ id: made.id, inputs, state: made.state });

      const changed = { ...inputs, enableDnsSupport: false, description: secret("hidden") };
      const planned = await aws.update(vpc, made.id, changed, { olds: made.state, preview: true });
      expect((await aws.read(vpc, made.id)).inputs).toEqual(inputs);
      const state = await aws.update(vpc, made.id, changed, { olds: made.state });
      expect(state).toEqual({ ...made.state, ...changed });
      expect(planned).toEqual(state);
      expect(await aws.read(vpc, made.id)).toEqual({ id: made.id, inputs: changed, state });

      await aws.delete(vpc, made.id);
      expect(await aws.read(vpc, made.id)).toEqual({ id: "", inputs: {}, state: {} });
      await aws.delete(vpc, made.id);
      await expect(aws.update(vpc, made.id, inputs, { olds: state })).rejects.toThrow(`NotFound: ${vpc} ${made.id}`);
    }));

  it("has an identifier that no earlier one of the name had", () =>
    withAws(async (aws) => {
      const ids = [await aws.create(vpc, inputs), await aws.create(vpc, inputs)].map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
    }));

  it("is refused by the cloud in the service's words", () =>
    withAws(async (aws) => {
      await aws.create(role, { name: "a" });
      await expect(aws.create(role, { name: "a" })).rejects.toMatchObject({
        details: `EntityAlreadyExists: ${role} a exists already`,
      });
    }));

  it("keeps what was given and could have been computed, in an update too", () =>
    withAws(async (aws) => {
      const rule = "aws:lb/listenerRule:ListenerRule";
      const { id, state } = await aws.create(rule, { priority: 7 });
      expect(state).toMatchObject({ priority: 7 });
      expect(await aws.update(rule, id, { priority: 8 }, { olds: state })).toEqual({ ...state, priority: 8 });
    }));

  it("of a random value lies in the stack's state alone", () =>
    withProviders(async (connect, { cloud, faults }) => {
      const random = connect("random");
      const planted = operations.map((on) => parseFault(`fail:${on}:${password}#1`));
      for (const fault of planted) faults.add(fault);
      const { id, state } = await random.create(password, { length: 20 });
      expect(state["result"]).toMatch(/^[0-9a-f]{20}$/);
      expect(cloud.all()).toEqual([]);
      expect(await random.read(password, id, { olds: state })).toEqual({ id, inputs: state, state });
      const next: Properties = { length: 20, keepers: { a: "b" } };
      const updated = await random.update(password, id, next, { olds: { ...state, result: secret("old") } });
      expect(updated).toMatchObject({ ...next, result: secret("old") });
      await random.delete(password, id);
      expect(faults.waiting).toEqual(planted);
    }));
});

describe("Invoke", () => {
  const tagging = "aws:resourcegroupstaggingapi/getResources:getResources";

  it("answers for the account that the connection was configured with, and mixes none", () =>
    withAws(async (aws, connect) => {
      const other = connect("aws");
      await other.configure({ region: "us-east-1", allowedAccountIds: '["999900009999"]' });
      const account = async (of: Connection) =>
        (await of.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).result["accountId"];
      expect([await account(aws), await account(other), await account(aws)]).toEqual([
        "111122223333",
        "999900009999",
        "111122223333",
      ]);
      const arns = [await aws.create(vpc, {}), await other.create(vpc, {})].map(({ state }) => state["arn"]);
      expect(arns).toEqual([
        expect.stringMatching(/^arn:aws:ec2:eu-central-1:111122223333:/),
        expect.stringMatching(/^arn:aws:ec2:us-east-1:999900009999:/),
      ]);
    }));

  it("finds what is in the cloud by its tags", () =>
    withAws(async (aws) => {
      const { state } = await aws.create(vpc, { tags: { color: "blue" } });
      await aws.create(vpc, { tags: { color: "green" } }, { name: "other" });
      const found = await aws.invoke(tagging, { tagFilters: [{ key: "color", values: ["blue"] }, { key: "team" }] });
      expect(found.result["resourceTagMappingLists"]).toEqual([
        { resourceArn: state["arn"], tags: { color: "blue", team: "a" } },
      ]);
    }));

  it("names wrong arguments and functions without an answer", () =>
    withAws(async (aws) => {
      expect(await aws.invoke(tagging, { tagFilters: [{}] })).toEqual({
        result: {},
        failures: ["tagFilters[0].key is required"],
      });
      await expect(aws.invoke("aws:ec2/getAmi:getAmi", {})).rejects.toThrow("no answer for aws:ec2/getAmi:getAmi()");
    }));
});
