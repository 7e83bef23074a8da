/** Conditions of a statement: operator, then key, then the value or values that it may have. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** The trust policy that lets one AWS service assume a role. */
export function serviceTrust(service: string): string {
  return trust(service, "sts:AssumeRole");
}

/**
 * The same, for a service that puts tags on the session, as EKS does for Auto Mode and for Pod Identity: it refuses to
 * use a role that forbids them.
 */
export function sessionTrust(service: string, conditions?: Conditions): string {
  return trust(service, ["sts:AssumeRole", "sts:TagSession"], conditions);
}

function trust(service: string, action: string | readonly string[], conditions?: Conditions): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: action,
        ...(conditions === undefined ? {} : { Condition: conditions }),
      },
    ],
  });
}
