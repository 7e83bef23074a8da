import { createHash } from "node:crypto";

/**
 * A logical name for an IAM principal's access to the cluster. It follows from the ARN alone, so nobody's access is
 * replaced when the list of administrators grows, shrinks or changes its order. The hash tells apart roles of the same
 * name in different accounts or paths.
 */
export function accessEntryName(principalArn: string): string {
  const name = principalArn.slice(principalArn.lastIndexOf("/") + 1);
  return `${name}-${createHash("sha256").update(principalArn).digest("hex").slice(0, 6)}`;
}
