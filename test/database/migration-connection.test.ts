import { describe, expect, onTestFinished, test } from "vitest";
import { databases, missing, server as startServer } from "./databases.ts";

describe.skipIf(missing !== undefined)("the connection of a migration", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  test("needs a server that is who its certificate says", async () => {
    const { run, url, expectUntouched } = await newDatabase();
    const otherName = await run({ url: url.replace("//localhost:", "//127.0.0.1:") });
    expect(otherName).toMatchObject({ code: 1, outcome: "failed", ran: [] });
    expect(otherName.message).toMatch(/hostname '?127.0.0.1'? could not be verified/);
    await expectUntouched();
  });

  test("needs a certificate from the authority that it knows", async () => {
    const { run, url, server, expectUntouched } = await newDatabase();
    const other = await startServer();
    onTestFinished(() => other.stop());
    const otherAuthority = await run({ url: url.replace(server.caFile, other.caFile) });
    expect(otherAuthority).toMatchObject({ code: 1, outcome: "failed", ran: [] });
    expect(otherAuthority.message).toMatch(/PKIX|trust anchor|signature/);
    await expectUntouched();
  });

  test.each(["require", "verify-ca", "disable"])("is refused with sslmode=%s", async (mode) => {
    const { run, url, expectUntouched } = await newDatabase();
    const refused = await run({ url: url.replace("verify-full", mode) });
    expect(refused).toMatchObject({ code: 2, outcome: "refused", ran: [] });
    expect(refused.message).toMatch(/sslmode=verify-full/);
    await expectUntouched();
  });

  test("with a wrong password fails, and tells no password", async () => {
    const { run, migration, expectUntouched } = await newDatabase();
    const failed = await run({ login: { ...migration, password: "planted-value" } });
    expect(failed).toMatchObject({ code: 1, outcome: "failed", ran: [] });
    expect(failed.message).toMatch(/password authentication failed/);
    expect(JSON.stringify(failed)).not.toContain("planted-value");
    await expectUntouched();
  });
});
