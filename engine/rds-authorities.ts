import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rdsAuthorities } from "../components/data/rds-authorities.ts";

/**
 * Writes the certificates of RDS's authorities where the PostgreSQL provider reads them: the path is its
 * `PGSSLROOTCERT`. The file is gone when this process has ended.
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
