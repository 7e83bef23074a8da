import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "./trust.ts";

export interface FlowLogsArgs {
  vpcId: pulumi.Input<string>;
  /** Days the records are kept. */
  retentionDays: number;
  /** KMS key of the log group. */
  keyArn: pulumi.Input<string>;
}

/** Records of every connection in a VPC, accepted or refused (CKV2_AWS_11). */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:FlowLogs", name, args, opts);
    const child = { parent: this };
    const group = new aws.cloudwatch.LogGroup(
      name,
      { name: `/vpc/${name}`, retentionInDays: args.retentionDays, kmsKeyId: args.keyArn },
      child,
    );
    const role = new aws.iam.Role(name, { assumeRolePolicy: serviceTrust("vpc-flow-logs.amazonaws.com") }, child);
    const policy = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: pulumi.interpolate`${group.arn}:*`,
        },
      ],
    });
    const attached = new aws.iam.RolePolicy(name, { role: role.id, policy }, child);
    new aws.ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 60,
        tags: { Name: name },
      },
      { ...child, dependsOn: attached },
    );
    this.registerOutputs({});
  }
}
