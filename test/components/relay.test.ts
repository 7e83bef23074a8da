import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseLogin, relayLogin } from "../../components/messaging/relay.ts";
import type { Place } from "../../simulator/answers/functions.ts";
import { type Properties, secret, secretPaths, type Value } from "../../simulator/wire.ts";
import { deploy } from "../harness.ts";

const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:mail-relay-AbCdEf";
const refusal =
  `secret ${arn} of the e-mail relay must hold {"username": "…", "password": "…"}; ` +
  "put that with `aws secretsmanager put-secret-value`";

/** What Secrets Manager is asked and answers. */
const manager = vi.hoisted(() => ({ answer: vi.fn<(token: string, args: Properties, place: Place) => Properties>() }));
vi.mock(import("../../simulator/answers/functions.ts"), async (original) => ({
  ...(await original()),
  call: manager.answer,
}));

beforeEach(() => {
  manager.answer.mockReset();
});

class Parent extends pulumi.ComponentResource {
  constructor(provider: aws.Provider) {
    super("test:index:Parent", "parent", {}, { providers: { aws: provider } });
  }
}

function login(secretString: Value, mode: "preview" | "update" = "update") {
  manager.answer.mockReturnValue({ arn, secretString, versionId: "version-1" });
  return deploy(
    () => {
      const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: ["444455556666"] });
      const { username, password, versionId } = relayLogin(arn, { parent: new Parent(provider) });
      return { username, password, versionId };
    },
    { mode },
  );
}

describe("relayLogin", () => {
  it.each(["preview", "update"] as const)("reads a login that it does not make: %s", async (mode) => {
    const { outputs, resources } = await login('{"username":"AKID","password":"planted"}', mode);
    expect(resources.map(({ type }) => type)).toEqual(["pulumi:providers:aws", "test:index:Parent"]);
    expect(JSON.stringify(outputs)).toContain("planted");
    expect(outputs).toMatchObject({ username: "AKID", versionId: "version-1" });
  });

  it("asks for that secret's current version, as its parent's provider", async () => {
    await login('{"username":"AKID","password":"planted"}');
    const { calls } = manager.answer.mock;
    expect(calls.map(([token, args]) => [token, args])).toEqual([
      ["aws:secretsmanager/getSecretVersion:getSecretVersion", { secretId: arn }],
    ]);
    expect(calls[0]?.[2]).toMatchObject({ region: "eu-west-1", account: "444455556666" });
  });

  it("hides the password alone", async () => {
    const { outputs } = await login('{"username":"AKID","password":"planted"}');
    expect(secretPaths(outputs)).toEqual(["password"]);
  });

  it("shows the user, which is part of an address, of an answer that is secret", async () => {
    const { outputs } = await login(secret('{"username":"AKID","password":"planted"}'));
    expect(outputs["username"]).toBe("AKID");
    expect(secretPaths(outputs)).toEqual(["password"]);
  });

  it("fails when the secret holds anything else", async () => {
    await expect(login("planted")).rejects.toThrow(new Error(refusal));
  });
});

describe("parseLogin", () => {
  it("takes user and password, and leaves what else is there", () => {
    expect(parseLogin(arn, '{"host":"smtp.example","username":"AKID","password":"p w"}')).toEqual({
      username: "AKID",
      password: "p w",
    });
  });

  it.each([
    ["no JSON", "planted"],
    ["nothing", ""],
    ["null", "null"],
    ["a text", '"planted"'],
    ["a list", '["AKID","planted"]'],
    ["no user", '{"password":"planted"}'],
    ["no password", '{"username":"planted"}'],
    ["a user that is no text", '{"username":1,"password":"planted"}'],
    ["a password that is no text", '{"username":"planted","password":["planted"]}'],
    ["an empty user", '{"username":"","password":"planted"}'],
    ["an empty password", '{"username":"planted","password":""}'],
  ])("refuses %s, names the secret and tells nothing of its value", (_, text) => {
    const parse = () => parseLogin(arn, text);
    expect(parse).toThrow(new Error(refusal));
    expect(parse).not.toThrow(/planted/);
  });

  it("keeps the value out of the error's cause", () => {
    try {
      parseLogin(arn, '{"username":"AKID","password":planted}');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message: refusal });
      expect(error).not.toHaveProperty("cause");
    }
  });
});
