import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Finished, preview } from "../cli.ts";
import { ProjectCopy } from "../project-copy.ts";

describe("a program that is wrong says where", () => {
  const copies = {
    error: new ProjectCopy().edit(
      "components/foundation/keys.ts",
      'super("trading:foundation:Keys"',
      'if (name !== "") throw new Error("planted fault");\n    super("trading:foundation:Keys"',
    ),
    text: new ProjectCopy().edit(
      "components/data/secrets.ts",
      "description: secret.description,",
      "description: `for ${value}`,",
    ),
    call: new ProjectCopy().edit(
      "platform.ts",
      "const { accountId } = aws.getCallerIdentityOutput(",
      'aws.ec2.getAmiOutput({ owners: ["self"] }, { provider: cloud });\n  const { accountId } = aws.getCallerIdentityOutput(',
    ),
  };
  let error: Finished;
  let text: Finished;
  let call: Finished;
  beforeAll(async () => {
    [error, text] = await Promise.all([preview([], copies.error.folder), preview([], copies.text.folder)]);
    call = await preview([], copies.call.folder);
  }, 120_000);
  afterAll(() => {
    for (const copy of Object.values(copies)) copy.remove();
  });

  it("an error thrown: its message, file and line", () => {
    expect({ status: error.status, stdout: error.stdout }).toEqual({ status: 1, stdout: "" });
    expect(error.stderr).toContain("planted fault");
    expect(error.stderr).toContain(join(copies.error.folder, "components/foundation/keys.ts"));
    expect(error.stderr).toMatch(/keys\.ts:\d+:\d+/);
  });

  it("an Output turned into a string: the lecture, file and line", () => {
    expect({ status: text.status, stdout: text.stdout }).toEqual({ status: 1, stdout: "" });
    expect(text.stderr).toContain("Calling [toString] on an [Output<T>] is not supported");
    expect(text.stderr).toMatch(/components\/data\/secrets\.ts:\d+:\d+/);
  });

  it("a call without an answer: its token and arguments, file and line, and where to add one", () => {
    expect({ status: call.status, stdout: call.stdout }).toEqual({ status: 1, stdout: "" });
    expect(call.stderr).toMatch(
      /no answer for aws:ec2\/getAmi:getAmi\(owners\), called in [\w/-]+\.ts:\d+; add one to simulator\/answers\/functions\.ts/,
    );
  });
});
