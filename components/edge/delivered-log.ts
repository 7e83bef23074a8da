import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface DeliveredLogArgs {
  /** Of the log group, as the service that writes demands it. */
  groupName: string;
  /** Where the group lies. */
  region: string;
  /** Days that the entries are kept. */
  retentionDays: number;
  /** KMS key in that region. */
  keyArn: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
}

/** A log group that AWS's log delivery writes into, on behalf of this account's own resources. */
export class DeliveredLog extends pulumi.ComponentResource {
  /** Known once the policy is in place: who delivers asks for it at once, or writes a policy of its own. */
  readonly groupArn: pulumi.Output<string>;

  constructor(name: string, args: DeliveredLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:DeliveredLog", name, args, opts);
    const child = { parent: this };
    const { groupName, region, retentionDays, keyArn, accountId } = args;
    const group = new aws.cloudwatch.LogGroup(
      name,
      {
        name: groupName,
        region,
        retentionInDays: retentionDays,
        kmsKeyId: keyArn,
      },
      child,
    );
    const policyDocument = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${group.arn}:*`,
          Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:*` },
          },
        },
      ],
    });
    const policyName = groupName.replaceAll("/", "-").replace(/^-/, "");
    const policy = new aws.cloudwatch.LogResourcePolicy(name, { policyName, region, policyDocument }, child);
    this.groupArn = pulumi.all([group.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ groupArn: this.groupArn });
  }
}
