/** The trust policy that lets one AWS service assume a role, on behalf of this account alone where it can tell. */
export function serviceTrust(service: string, conditions?: Readonly<Record<string, Record<string, string>>>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(conditions === undefined ? {} : { Condition: conditions }),
      },
    ],
  });
}
