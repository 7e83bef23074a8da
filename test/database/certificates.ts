import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files in PEM form. */
export interface Certificates {
  caFile: string;
  certificateFile: string;
  keyFile: string;
}

/**
 * A certificate authority of its own and a server certificate from it, for one host name and one day, in `folder`.
 * Node.js can read certificates but not make them, so openssl does.
 */
export function makeCertificates(folder: string, hostName: string): Certificates {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe", timeout: 30_000 });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=test CA", "-keyout", "ca.key", "-out", "ca.crt");
  openssl("req", ...newKey, "-subj", `/CN=${hostName}`, "-keyout", "server.key", "-out", "server.csr");
  writeFileSync(join(folder, "server.ext"), `subjectAltName=DNS:${hostName}\n`);
  const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "server.ext"];
  openssl("x509", "-req", "-in", "server.csr", ...signed, "-out", "server.crt");
  return {
    caFile: join(folder, "ca.crt"),
    certificateFile: join(folder, "server.crt"),
    keyFile: join(folder, "server.key"),
  };
}
