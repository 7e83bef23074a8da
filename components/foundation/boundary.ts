import * as pulumi from "@pulumi/pulumi";

/**
 * Puts a permissions boundary on every role that the program makes, whichever component makes it: the role that deploys
 * may then write roles and their policies, but none that can do more than the boundary says (docs/getting-to-aws.md).
 *
 * @param arn of the boundary, an IAM policy; without one roles have none
 */
export function boundRoles(arn: string | undefined): void {
  if (arn === undefined) return;
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (type !== "aws:iam/role:Role") return undefined;
    const given = props as Record<string, unknown>;
    return { props: { ...given, permissionsBoundary: given["permissionsBoundary"] ?? arn }, opts };
  });
}
