import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { authority, key, leaf } from "./tls-resources.ts";

const openssl = (args: readonly string[]) => spawnSync("openssl", args, { encoding: "utf8" });
const noOpenssl = openssl(["version"]).status !== 0;

describe.skipIf(noOpenssl)("OpenSSL's verifier", () => {
  /** What it says of a chain, the root first; the chain is judged as a server's. */
  const verify = (...chain: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "chain-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const files = chain.map((pem, i) => {
      const file = join(folder, `${i}.pem`);
      writeFileSync(file, pem);
      return file;
    });
    const [root = "", ...rest] = files;
    const between = rest.slice(0, -1).flatMap((file) => ["-untrusted", file]);
    const strict = ["-x509_strict", "-purpose", "sslserver", "-verify_hostname", "db.internal"];
    const { status, stderr } = openssl(["verify", ...strict, "-CAfile", root, ...between, rest.at(-1) ?? ""]);
    return status === 0 ? "fine" : stderr;
  };
  const between = (maxPathLength: number) => {
    const root = authority(key(), { maxPathLength });
    const caPrivateKeyPem = key();
    const cert = { isCaCertificate: true, allowedUses: ["cert_signing"] };
    const request = {
      privateKeyPem: caPrivateKeyPem,
      subject: { commonName: "between" },
      dnsNames: [],
      ipAddresses: [],
    };
    const middle = leaf(root, { request, cert }).cert;
    const last = leaf({ caPrivateKeyPem, caCertPem: middle }, { cert: { setSubjectKeyId: true } });
    return verify(root.caCertPem, middle, last.cert);
  };

  it("accepts a chain with an authority between, unless the first forbids one", () => {
    expect(between(-1)).toBe("fine");
    expect(between(1)).toBe("fine");
    expect(between(0)).toContain("path length constraint exceeded");
  });

  it("accepts no authority that is none, and no usage that was not given", () => {
    const [by, none] = [authority(), authority(key(), { isCaCertificate: false, setSubjectKeyId: true })];
    const setSubjectKeyId = true;
    expect(verify(by.caCertPem, leaf(by, { cert: { setSubjectKeyId } }).cert)).toBe("fine");
    expect(verify(none.caCertPem, leaf(none, { cert: { setSubjectKeyId } }).cert)).toContain("invalid CA certificate");
    const client = leaf(by, { cert: { setSubjectKeyId, allowedUses: ["digital_signature", "client_auth"] } });
    expect(verify(by.caCertPem, client.cert)).toContain("certificate purpose");
  });
});
