import type { Value } from "../wire.ts";
import type { Answers, Asked } from "./answer.ts";
import { hex, uuid } from "./identifier.ts";
import { byName, regionalArn, regionOf, text } from "./shapes.ts";

/** A part of RDS or ElastiCache: a colon follows the kind. */
const named = (service: string, kind: string) =>
  byName((asked, name) => regionalArn(asked, service, `${kind}:${name}`));

/** The same, called by another input. */
const called = (key: string, kind: string) => (asked: Asked) => {
  const id = text(asked.inputs[key], asked.name);
  return { id, outputs: { [key]: id, arn: regionalArn(asked, "elasticache", `${kind}:${id}`) } };
};

/** What an output tells in place of an input that is not given. */
const number = (value: Value | undefined, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** `euc1` of `eu-central-1`, `apse1` of `ap-southeast-1`. */
function shortRegion(region: string): string {
  const [area = "", direction = "", count = ""] = region.split("-");
  const letters = direction.match(/north|south|east|west|central/g)?.map(([letter]) => letter);
  return [area, ...(letters ?? []), count].join("");
}

/** `b-1.host:port,…`, one for each broker but three at most, as MSK tells them. */
function brokersAt(asked: Asked, clusterName: string, port: number): string {
  const count = Math.min(number(asked.inputs["numberOfBrokerNodes"], 3), 3);
  const host = `${clusterName}.${hex(asked, 6)}.c2.kafka.${regionOf(asked)}.amazonaws.com`;
  return Array.from({ length: count }, (_, i) => `b-${i + 1}.${host}:${port}`).join(",");
}

/** Databases, caches, streams and message brokers, and the scaling of what they store. */
export const awsDataAnswers: Answers = {
  "aws:rds/instance:Instance": (asked) => {
    const identifier = text(asked.inputs["identifier"], asked.name);
    const id = `db-${hex(asked, 26).toUpperCase()}`;
    const address = `${identifier}.${hex(asked, 12)}.${regionOf(asked)}.rds.amazonaws.com`;
    const port = number(asked.inputs["port"], 5432);
    const outputs = {
      identifier,
      resourceId: id,
      arn: regionalArn(asked, "rds", `db:${identifier}`),
      address,
      port,
      endpoint: `${address}:${port}`,
      status: "available",
    };
    return { id, outputs };
  },
  "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp"),
  "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg"),
  "aws:rds/proxy:Proxy": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const endpoint = `${name}.proxy-${hex(asked, 12)}.${regionOf(asked)}.rds.amazonaws.com`;
    return { id: name, outputs: { name, arn: regionalArn(asked, "rds", `db-proxy:prx-${hex(asked, 17)}`), endpoint } };
  },
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": (asked) => ({
    id: text(asked.inputs["dbProxyName"], asked.name),
    outputs: { name: "default", arn: regionalArn(asked, "rds", `target-group:prx-tg-${hex(asked, 17)}`) },
  }),
  "aws:rds/proxyTarget:ProxyTarget": (asked) => {
    const { dbProxyName, targetGroupName, dbInstanceIdentifier, dbClusterIdentifier } = asked.inputs;
    const type = typeof dbInstanceIdentifier === "string" ? "RDS_INSTANCE" : "TRACKED_CLUSTER";
    const rdsResourceId = text(dbInstanceIdentifier ?? dbClusterIdentifier, asked.name);
    const id = [text(dbProxyName, ""), text(targetGroupName, ""), type, rdsResourceId].join("/");
    return { id, outputs: { type, rdsResourceId } };
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": (asked) => {
    const { id, outputs } = called("replicationGroupId", "replicationgroup")(asked);
    const { numNodeGroups, clusterMode, port } = asked.inputs;
    const at = (role: string) => `${role}.${id}.${hex(asked, 6)}.${shortRegion(regionOf(asked))}.cache.amazonaws.com`;
    // Where keys are spread over node groups, one address leads to all of them.
    const isSpread = clusterMode === "enabled" || number(numNodeGroups, 1) > 1;
    const endpoints = {
      primaryEndpointAddress: isSpread ? "" : at("master"),
      readerEndpointAddress: isSpread ? "" : at("replica"),
      configurationEndpointAddress: isSpread ? at("clustercfg") : "",
    };
    return { id, outputs: { ...outputs, ...endpoints, port: number(port, 6379) } };
  },
  "aws:elasticache/subnetGroup:SubnetGroup": named("elasticache", "subnetgroup"),
  "aws:elasticache/parameterGroup:ParameterGroup": named("elasticache", "parametergroup"),
  "aws:elasticache/user:User": called("userId", "user"),
  "aws:elasticache/userGroup:UserGroup": called("userGroupId", "usergroup"),
  "aws:msk/cluster:Cluster": (asked) => {
    const clusterName = text(asked.inputs["clusterName"], asked.name);
    const clusterUuid = `${uuid(asked)}-2`;
    const arn = regionalArn(asked, "kafka", `cluster/${clusterName}/${clusterUuid}`);
    const outputs = {
      arn,
      clusterName,
      clusterUuid,
      currentVersion: `K${hex(asked, 13, "version").toUpperCase()}`,
      bootstrapBrokersSaslIam: brokersAt(asked, clusterName, 9098),
      bootstrapBrokersSaslScram: brokersAt(asked, clusterName, 9096),
      bootstrapBrokersTls: brokersAt(asked, clusterName, 9094),
    };
    return { id: arn, outputs };
  },
  "aws:msk/configuration:Configuration": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const arn = regionalArn(asked, "kafka", `configuration/${name}/${uuid(asked)}-2`);
    return { id: arn, outputs: { arn, name, latestRevision: 1 } };
  },
  "aws:msk/topic:Topic": (asked) => {
    const name = text(asked.inputs["name"], asked.name);
    const clusterArn = text(asked.inputs["clusterArn"], "");
    return {
      id: `${clusterArn},${name}`,
      outputs: { name, arn: `${clusterArn.replace(":cluster/", ":topic/")}/${name}` },
    };
  },
  "aws:appautoscaling/target:Target": (asked) => ({
    id: text(asked.inputs["resourceId"], asked.name),
    outputs: { arn: regionalArn(asked, "application-autoscaling", `scalable-target/${hex(asked, 34)}`) },
  }),
  "aws:appautoscaling/policy:Policy": (asked) => {
    const { name: given, serviceNamespace, resourceId } = asked.inputs;
    const name = text(given, asked.name);
    const of = `resource/${text(serviceNamespace, "")}/${text(resourceId, "")}:policyName/${name}`;
    return {
      id: name,
      outputs: { name, arn: regionalArn(asked, "autoscaling", `scalingPolicy:${uuid(asked)}:${of}`) },
    };
  },
  "aws:mq/broker:Broker": (asked) => {
    const brokerName = text(asked.inputs["brokerName"], asked.name);
    const id = `b-${uuid(asked)}`;
    const host = `${id}.mq.${regionOf(asked)}.on.aws`;
    // RabbitMQ's, of which a cluster has one address.
    const instances = [{ consoleUrl: `https://${host}`, endpoints: [`amqps://${host}:5671`], ipAddress: "" }];
    return { id, outputs: { brokerName, arn: regionalArn(asked, "mq", `broker:${brokerName}:${id}`), instances } };
  },
  "aws:mq/configuration:Configuration": (asked) => {
    const id = `c-${uuid(asked)}`;
    // A new configuration has AWS's default text as its first revision.
    return { id, outputs: { arn: regionalArn(asked, "mq", `configuration:${id}`), latestRevision: 2 } };
  },
};
