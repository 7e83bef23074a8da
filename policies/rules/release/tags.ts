import { isSet, known, text } from "../../demand.ts";
import type { Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";

const required = ["project", "environment", "owner", "data-class", "managed-by"];

export const requiredTags: StackRule = {
  id: "required-tags",
  severity: "low",
  level: "mandatory",
  requirements: ["MT-094"],
  refs: {},
  rationale: "Who is called, who pays and how carefully data is treated is read from tags when it matters.",
  fix: `Give the resource, or all of them by the provider's defaultTags, ${required.join(", ")}.`,
  checkStack: (graph) => {
    const defaults = new Map(
      graph.of("pulumi:providers:aws").map(({ urn, reader }) => [urn, missingIn(reader.json("defaultTags"))] as const),
    );
    return graph
      .of()
      .filter(isTaggable)
      .flatMap(({ urn, reader, provider = "" }) => {
        const byDefault = defaults.get(provider) ?? required;
        const missing = missingIn(reader, byDefault);
        return missing.length === 0 ? [] : [{ urn, path: "tags", message: `lacks ${missing.join(", ")}` }];
      });
  },
};

/** Types with tags: of this platform, and what others of its kind are made of. A type that is not listed may have some. */
const taggable: Readonly<Record<string, string>> = {
  acm: "Certificate",
  alb: "Listener ListenerRule LoadBalancer TargetGroup",
  apigateway: "RestApi Stage",
  apigatewayv2: "Api Stage",
  appautoscaling: "Target",
  backup: "Plan Vault",
  cloudfront: "Distribution Function KeyValueStore",
  cloudtrail: "Trail",
  cloudwatch: "LogDelivery LogDeliveryDestination LogDeliverySource LogGroup MetricAlarm",
  dynamodb: "Table",
  ebs: "Volume",
  ec2:
    "DefaultSecurityGroup Eip FlowLog Instance InternetGateway LaunchTemplate NatGateway NetworkAcl RouteTable " +
    "SecurityGroup Subnet Vpc VpcEndpoint",
  ecr: "Repository",
  ecs: "Cluster Service TaskDefinition",
  efs: "FileSystem",
  eks: "AccessEntry Addon Cluster FargateProfile NodeGroup PodIdentityAssociation",
  elasticache: "Cluster ParameterGroup ReplicationGroup SubnetGroup User UserGroup",
  iam: "InstanceProfile OpenIdConnectProvider Policy Role User",
  kinesis: "Stream",
  kms: "Key",
  lambda: "Function",
  lb: "Listener ListenerRule LoadBalancer TargetGroup",
  mq: "Broker Configuration",
  msk: "Cluster",
  opensearch: "Domain",
  rds: "Cluster ClusterInstance ClusterParameterGroup Instance ParameterGroup Proxy SubnetGroup",
  route53: "HealthCheck Zone",
  s3: "Bucket BucketObject BucketObjectv2 BucketV2",
  secretsmanager: "Secret",
  sesv2: "ConfigurationSet EmailIdentity",
  sfn: "StateMachine",
  sns: "Topic",
  sqs: "Queue",
  ssm: "Parameter",
  vpc: "SecurityGroupEgressRule SecurityGroupIngressRule",
  wafv2: "IpSet RegexPatternSet RuleGroup WebAcl",
};

const taggableTypes: ReadonlySet<string> = new Set(
  Object.entries(taggable).flatMap(([module, names]) =>
    names.split(" ").map((name) => `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`),
  ),
);

function isTaggable({ type, reader }: Node): boolean {
  if (!type.startsWith("aws:")) return false;
  return taggableTypes.has(type) || reader.entries("").some(([key]) => key === "tags");
}

/** The keys that are missing for certain. */
function missingIn(holder: Reader, keys: readonly string[] = required): readonly string[] {
  // An autoscaling group has a list of them.
  const listed = holder.items("tags");
  return keys.filter((key) =>
    listed.length > 0
      ? !listed.some((tag) => text(tag, "key") === key)
      : known(holder, `tags.${key}`, (value) => !isSet(value)),
  );
}
