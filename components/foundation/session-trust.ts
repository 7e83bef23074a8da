/** Conditions of a statement: operator, then key, then the value or values that it may have. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * The trust policy that lets one AWS service assume a role and put tags on the session, as EKS does for Auto Mode and
 * for Pod Identity: it refuses to use a role that forbids them.
 */
export function sessionTrust(service: string, conditions?: Conditions): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        ...(conditions === undefined ? {} : { Condition: conditions }),
      },
    ],
  });
}
