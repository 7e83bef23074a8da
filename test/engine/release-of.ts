import mycrypto from "../../systems/mycrypto.ts";
import { imagesOf } from "../../systems/model/images.ts";
import type { Color } from "../../systems/model/system.ts";

/**
 * Config change that gives a color of MyCrypto a version, with an image of its own for all that the system is made of.
 *
 * @param others images to take instead, by name
 */
export function releaseOf(color: Color, version: string, others: Readonly<Record<string, string>> = {}): string {
  const digest = `"sha256:${version.replaceAll(".", "").padEnd(64, "0")}"`;
  const images = imagesOf(mycrypto).map((image) => `${image}: ${others[image] ?? digest}`);
  return `systems.mycrypto.colors.${color}={version: "${version}", images: {${images.join(", ")}}}`;
}
