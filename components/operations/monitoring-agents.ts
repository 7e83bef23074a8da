import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PodIdentity } from "../foundation/pod-identity.ts";
import type { Statement } from "../foundation/statement.ts";

export interface MonitoringAgentsArgs {
  cluster: {
    name: pulumi.Input<string>;
    arn: pulumi.Input<string>;
    accountId: pulumi.Input<string>;
  };
  region: string;
  /** Days that logs are kept, and the records that metrics are read from. */
  logRetentionDays: number;
  /** KMS key of the log groups. */
  logKeyArn: pulumi.Input<string>;
}

/**
 * What the agents write to, named by the add-on: logs of containers, of the kubelet and its like, of the node; and the
 * records that CloudWatch reads the metrics from.
 */
const logGroups = ["application", "dataplane", "host", "performance"] as const;

/**
 * Pinned, because each version has its own schema for the configuration and refuses what is not in it. Those for a
 * Kubernetes version: `aws eks describe-addon-versions --addon-name amazon-cloudwatch-observability`.
 */
const addonVersion = "v6.6.0-eksbuild.1";

/** Values of the add-on's chart: github.com/aws-observability/helm-charts. */
const configuration = {
  // With enhanced observability: the chart knows no other.
  containerInsights: { enabled: true },
  containerLogs: { enabled: true },
  // The same metrics once more, under other names and at another price.
  otelContainerInsights: { enabled: false },
  applicationSignals: { enabled: false },
  // Follows from the line above; said, because it would put instrumentation into every pod.
  manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
  // For accelerators, which none of the nodes have.
  dcgmExporter: { enabled: false },
  neuronMonitor: { enabled: false },
};

/**
 * The CloudWatch agent and Fluent Bit on every node (MC-033): Container Insights, metrics in the namespace
 * `ContainerInsights`, and logs. An update waits until the add-on is active, and EKS calls it degraded while a DaemonSet
 * has fewer pods than it should (`InsufficientNumberOfReplicas`).
 *
 * The agents run on the nodes' network, so no NetworkPolicy keeps them from the kubelet or from AWS. Their log groups are
 * made beforehand, and they have no right to make one: it would be unencrypted and kept for ever.
 */
export class MonitoringAgents extends pulumi.ComponentResource {
  constructor(name: string, args: MonitoringAgentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:operations:MonitoringAgents", name, args, opts);
    const child = { parent: this };
    const { name: clusterName, arn: clusterArn, accountId } = args.cluster;
    const groups = logGroups.map(
      (kind) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${kind}`,
          {
            name: pulumi.interpolate`/aws/containerinsights/${clusterName}/${kind}`,
            retentionInDays: args.logRetentionDays,
            kmsKeyId: args.logKeyArn,
          },
          child,
        ),
    );
    const arns = pulumi.all(groups.map((group) => group.arn));
    const telemetry = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: arns.apply((logGroupArns) => agentStatements(logGroupArns, args.region)),
    });
    const identity = new PodIdentity(
      name,
      {
        clusterName,
        clusterArn,
        accountId,
        namespaces: ["amazon-cloudwatch"],
        // Both agents' own, and theirs alone.
        serviceAccount: "cloudwatch-agent",
        policies: { telemetry },
      },
      child,
    );
    new aws.eks.Addon(
      name,
      {
        clusterName,
        addonName: "amazon-cloudwatch-observability",
        addonVersion,
        configurationValues: JSON.stringify(configuration),
        // What is collected is decided here, not by whoever last edited the running add-on.
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      // A pod is given its identity when it starts, and never later.
      { ...child, dependsOn: [...groups, identity] },
    );
    this.registerOutputs({});
  }
}

/**
 * What the agents do in AWS, less than CloudWatchAgentServerPolicy: metrics travel in log records, so
 * `cloudwatch:PutMetricData` is not among it, nor are traces and parameters, which are off. A missing log group stays
 * missing: both ask to make one only after a stream in it was refused.
 *
 * @param logGroupArns without a star at the end
 */
function agentStatements(logGroupArns: readonly string[], region: string): readonly Statement[] {
  return [
    {
      Sid: "LogsAndTheMetricsInThem",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: logGroupArns.map((arn) => `${arn}:*`),
    },
    {
      // Neither action knows resources.
      Sid: "TheNodesVolumesAndTags",
      Effect: "Allow",
      Action: ["ec2:DescribeTags", "ec2:DescribeVolumes"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
  ];
}
