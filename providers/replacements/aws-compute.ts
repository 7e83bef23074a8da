import { isDeepStrictEqual } from "node:util";
import { type Inputs, isAbsent, isEmpty, listOf } from "./condition.ts";
import type { Replacements } from "./replacement.ts";

const service = "hashicorp/terraform-provider-aws internal/service";

const secondary = "secondaryIpsAutoAssignedPerSubnet";
const isNetwork = ({ loadBalancerType }: Inputs) => loadBalancerType === "network";
const loses = (old: unknown, now: unknown) =>
  listOf(old).some((one) => !listOf(now).some((other) => isDeepStrictEqual(one, other)));

/** EKS and load balancers. */
export const awsCompute: Replacements = {
  "aws:eks/accessEntry:AccessEntry": {
    source: `${service}/eks/access_entry.go 01f4311`,
    paths: ["clusterName", "principalArn", "region", "type"],
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    source: `${service}/eks/access_policy_association.go 01f4311`,
    paths: ["accessScope", "clusterName", "policyArn", "principalArn", "region"],
  },
  "aws:eks/addon:Addon": {
    source: `${service}/eks/addon.go 00a3530`,
    paths: ["addonName", "clusterName", "region"],
    unread: ["namespaceConfig"],
  },
  // Subnets, security groups, endpoint access, the Kubernetes version and Auto Mode's role change in place.
  "aws:eks/cluster:Cluster": {
    source: `${service}/eks/cluster.go stored file 4997342113, 00555dc`,
    paths: [
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "bootstrapSelfManagedAddons",
      "kubernetesNetworkConfig.ipFamily",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "name",
      "outpostConfig.controlPlaneInstanceType",
      "outpostConfig.controlPlanePlacement.groupName",
      "region",
      "roleArn",
    ],
    sometimes: { encryptionConfig: { when: "it is removed", holds: (_, news) => isAbsent(news["encryptionConfig"]) } },
    autonamed: "name",
    unread: ["controlPlaneScalingConfig", "kubeApiServerConfig", "kubeControllerManagerConfig", "kubeSchedulerConfig"],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    source: `${service}/eks/pod_identity_association.go 00a3530`,
    paths: ["clusterName", "namespace", "region", "serviceAccount"],
    unread: ["policy"],
  },
  "aws:lb/listener:Listener": {
    source: `${service}/elbv2/listener.go 01c0800`,
    paths: ["loadBalancerArn", "region"],
  },
  "aws:lb/listenerCertificate:ListenerCertificate": {
    source: `${service}/elbv2/listener_certificate.go 01f4311`,
    paths: ["certificateArn", "listenerArn", "region"],
  },
  // Priority, conditions and actions change in place.
  "aws:lb/listenerRule:ListenerRule": {
    source: `${service}/elbv2/listener_rule.go 032c4f0`,
    paths: ["listenerArn", "region"],
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    source:
      `${service}/elbv2/load_balancer.go 00edc94, its CustomizeDiff stored file 1325024694; ` +
      "secondaryIpsAutoAssignedPerSubnet: doc comment in @pulumi/aws 7.48.0 lb/loadBalancer.d.ts",
    paths: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix", "region"],
    sometimes: {
      secondaryIpsAutoAssignedPerSubnet: {
        when: "it decreases",
        holds: (olds, news) => Number(news[secondary] ?? 0) < Number(olds[secondary] ?? 0),
      },
      securityGroups: {
        when: "a network load balancer goes from none to some or back",
        holds: (olds, news) => isNetwork(news) && isEmpty(olds["securityGroups"]) !== isEmpty(news["securityGroups"]),
      },
      subnetMappings: {
        when: "a mapping that was there changes",
        holds: (olds, news) => loses(olds["subnetMappings"], news["subnetMappings"]),
      },
      subnets: {
        when: "a network load balancer loses one",
        holds: (olds, news) => isNetwork(news) && loses(olds["subnets"], news["subnets"]),
      },
    },
    autonamed: "name",
  },
  "aws:lb/targetGroup:TargetGroup": {
    source: `${service}/elbv2/target_group.go 013cfb4`,
    paths: [
      "ipAddressType",
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "region",
      "targetType",
      "vpcId",
    ],
    autonamed: "name",
    unread: ["targetControlPort"],
  },
};
