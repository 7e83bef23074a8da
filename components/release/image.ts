/** The full reference of a service's image: `registry/system/service` with its tag, digest or both. */
export function imageReference(registry: string, system: string, service: string, image: string): string {
  const separator = image.startsWith("sha256:") ? "@" : ":";
  return `${registry}/${system}/${service}${separator}${image}`;
}
