import { botocore, type Identities, type Identity, imports } from "./identity.ts";

interface Given {
  /** The input that is the id. */
  id: string;
  conflict: string;
  arn: string;
}

/**
 * Known by what the program calls it.
 *
 * @param read stored file of a client of AWS that knows the code
 */
const given = (read: string, file: string, { id, conflict, arn }: Given): Identity => ({
  id: { inputs: [id] },
  unique: [id],
  conflict,
  arn,
  source: `${imports(file)}; the code as AWS's clients expect it, stored file ${read}`,
});

const elasticache = "71518875502";
const rds = "71100694505, 21789639946";

/** MSK and MQ make up the id, and refuse a name that another of the kind has. */
const conflicts = (service: string, file: string, name: string) =>
  ({
    id: "own",
    unique: [name],
    conflict: "ConflictException",
    source: `${imports(file)}; ${botocore(service, "ConflictException")}`,
  }) as const;

/** What is scaled, as an import names it. */
const scaled = ["serviceNamespace", "resourceId", "scalableDimension"];

/** Databases, caches, streams and message brokers, and the scaling of what they store. */
export const awsData: Identities = {
  // A put, whose Pulumi id is the name alone.
  "aws:appautoscaling/policy:Policy": {
    id: "own",
    importId: { inputs: [...scaled, "name"], separator: "/" },
    repeatable: true,
    source:
      `${imports("appautoscaling/policy")}; id: hashicorp/terraform-provider-aws ` +
      "internal/service/appautoscaling/policy.go stored file 11158598336",
  },
  // Registering overwrites. The Pulumi id is what is scaled, without the service and the dimension.
  "aws:appautoscaling/target:Target": {
    id: "own",
    importId: { inputs: scaled, separator: "/" },
    repeatable: true,
    arn: "application-autoscaling:scalable-target",
    source:
      `${imports("appautoscaling/target")}; id: hashicorp/terraform-provider-aws ` +
      "internal/service/appautoscaling/target.go stored file 1735704119",
  },
  "aws:elasticache/parameterGroup:ParameterGroup": given(elasticache, "elasticache/parameterGroup", {
    id: "name",
    conflict: "CacheParameterGroupAlreadyExists",
    arn: "elasticache:parametergroup",
  }),
  "aws:elasticache/replicationGroup:ReplicationGroup": given(elasticache, "elasticache/replicationGroup", {
    id: "replicationGroupId",
    conflict: "ReplicationGroupAlreadyExists",
    arn: "elasticache:replicationgroup",
  }),
  "aws:elasticache/subnetGroup:SubnetGroup": given(elasticache, "elasticache/subnetGroup", {
    id: "name",
    conflict: "CacheSubnetGroupAlreadyExists",
    arn: "elasticache:subnetgroup",
  }),
  "aws:elasticache/user:User": given(elasticache, "elasticache/user", {
    id: "userId",
    conflict: "UserAlreadyExists",
    arn: "elasticache:user",
  }),
  "aws:elasticache/userGroup:UserGroup": given(elasticache, "elasticache/userGroup", {
    id: "userGroupId",
    conflict: "UserGroupAlreadyExists",
    arn: "elasticache:usergroup",
  }),
  "aws:mq/broker:Broker": {
    ...conflicts("mq", "mq/broker", "brokerName"),
    arn: "mq:broker",
    arnWithin: ["brokerName"],
  },
  "aws:mq/configuration:Configuration": {
    ...conflicts("mq", "mq/configuration", "name"),
    arn: "mq:configuration",
  },
  "aws:msk/cluster:Cluster": {
    ...conflicts("kafka", "msk/cluster", "clusterName"),
    arn: "kafka:cluster",
    idIsArn: true,
  },
  // The id is an ARN, but it has no tags.
  "aws:msk/configuration:Configuration": {
    ...conflicts("kafka", "msk/configuration", "name"),
    lookUp: `aws kafka list-configurations --query "Configurations[?Name=='{name}'].Arn" --output text`,
  },
  "aws:msk/topic:Topic": {
    id: { inputs: ["clusterArn", "name"], separator: "," },
    unique: ["clusterArn", "name"],
    conflict: "TopicExistsException",
    source: `${imports("msk/topic")}; the code: pub.dev/documentation/aws_client kafka-2018-11-14 createTopic`,
  },
  // Imported by its name, known by an id of its own making.
  "aws:rds/instance:Instance": {
    id: "own",
    importId: { inputs: ["identifier"] },
    unique: ["identifier"],
    conflict: "DBInstanceAlreadyExists",
    arn: "rds:db",
    source:
      `${imports("rds/instance")}; the code: stored file ${rds}; ` +
      "id: hashicorp/terraform-provider-aws internal/service/rds/instance.go 10d324d",
  },
  "aws:rds/parameterGroup:ParameterGroup": given(rds, "rds/parameterGroup", {
    id: "name",
    conflict: "DBParameterGroupAlreadyExists",
    arn: "rds:pg",
  }),
  // What its ARN ends in is made up, but nothing asks for it.
  "aws:rds/proxy:Proxy": given("59418716562", "rds/proxy", {
    id: "name",
    conflict: "DBProxyAlreadyExistsFault",
    arn: "rds:db-proxy",
  }),
  // Changes the group that the proxy came with.
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
    id: { inputs: ["dbProxyName"] },
    repeatable: true,
    source: imports("rds/proxyDefaultTargetGroup"),
  },
  // The id ends in what the target is and what it is called, whichever input told it.
  "aws:rds/proxyTarget:ProxyTarget": {
    id: "own",
    unique: ["dbProxyName", "targetGroupName", "dbInstanceIdentifier", "dbClusterIdentifier"],
    conflict: "DBProxyTargetAlreadyRegisteredFault",
    lookUp:
      "aws rds describe-db-proxy-targets --db-proxy-name {dbProxyName} --target-group-name {targetGroupName} " +
      `--query "Targets[].join('/', ['{dbProxyName}', '{targetGroupName}', Type, RdsResourceId])" --output text`,
    source: `${imports("rds/proxyTarget")}; the code as AWS's clients expect it, stored file 5836463486`,
  },
  "aws:rds/subnetGroup:SubnetGroup": given(rds, "rds/subnetGroup", {
    id: "name",
    conflict: "DBSubnetGroupAlreadyExists",
    arn: "rds:subgrp",
  }),
};
