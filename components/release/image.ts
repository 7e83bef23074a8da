/** The full reference of a service's image: `registry/system/service` with its tag, digest or both. */
export function imageReference(registry: string, system: string, service: string, image: string): string {
  const separator = image.startsWith("sha256:") ? "@" : ":";
  return `${registry}/${system}/${service}${separator}${image}`;
}

/** What a digest names never changes; a tag may have moved since the node last pulled it. */
export function pullPolicy(reference: string): "IfNotPresent" | "Always" {
  return reference.includes("@sha256:") ? "IfNotPresent" : "Always";
}
