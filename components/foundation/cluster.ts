import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConfig } from "../../config/schema.ts";
import { accessEntryName } from "./access-entry.ts";
import { endpointAccess } from "./endpoint-access.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { serviceTrust, sessionTrust } from "./trust.ts";

export interface ClusterArgs {
  config: ClusterConfig;
  region: string;
  /** Private subnets, in at least two zones: the control plane's addresses and the nodes live there. */
  subnetIds: pulumi.Input<string>[];
  /** KMS key of the Kubernetes secrets. Another key means another cluster. */
  keyArn: pulumi.Input<string>;
  /** KMS key of the control plane's logs. */
  logKeyArn: pulumi.Input<string>;
  /** Whether AWS and the engine refuse to delete the cluster. */
  protect: boolean;
}

const clusterPolicies = [
  "AmazonEKSClusterPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];
const nodePolicies = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
/** Each for the whole cluster; the view includes Secrets, which a refresh reads back. */
const accessPolicies = { admin: "AmazonEKSClusterAdminPolicy", view: "AmazonEKSAdminViewPolicy" } as const;

/**
 * An EKS cluster in Auto Mode, which brings nodes, storage, DNS, the pod network, Pod Identity and the registration of
 * pods with target groups; and the Kubernetes provider for what runs on it. Whoever deploys must hold one of the roles
 * in `config.admins`, whoever previews one in `config.viewers`, and both must reach the API server. The component's name
 * is the cluster's name.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly clusterName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Security group that every pod and node carries: ingress of data stores names it. */
  readonly podSecurityGroupId: pulumi.Output<string>;
  /** Lets the administrators' roles in first; deploy everything on the cluster with it. */
  readonly provider: kubernetes.Provider;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:Cluster", name, args, opts);
    this.#name = name;
    const cluster = this.#cluster(args);
    this.clusterName = cluster.name;
    this.arn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.podSecurityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    const doors = [
      ...this.#access("admin", args.config.admins),
      ...this.#access("view", args.config.viewers),
      ...this.#runners(args.config.runnerSecurityGroupIds),
    ];
    this.provider = this.#provider(cluster, args.region, doors);
    // HorizontalPodAutoscalers read from it. What an engineer tuned on the running add-on outlives its updates.
    new aws.eks.Addon(
      `${name}-metrics-server`,
      { clusterName: cluster.name, addonName: "metrics-server", resolveConflictsOnUpdate: "PRESERVE" },
      this.#child,
    );
    // Without it NetworkPolicies are accepted and not enforced (rule eks-netpol-enabled). The built-in node class does
    // its part: its `networkPolicy` is DefaultAllow, so pods without a policy stay open.
    new kubernetes.core.v1.ConfigMap(
      `${name}-network-policy`,
      {
        metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
        data: { "enable-network-policy-controller": "true" },
      },
      { ...this.#child, provider: this.provider },
    );
    const { clusterName, arn, endpoint, podSecurityGroupId } = this;
    this.registerOutputs({ clusterName, arn, endpoint, podSecurityGroupId });
  }

  #cluster(args: ClusterArgs): aws.eks.Cluster {
    const { config, protect } = args;
    const name = this.#name;
    const group = new aws.cloudwatch.LogGroup(
      name,
      { name: `/aws/eks/${name}/cluster`, retentionInDays: config.logRetentionDays, kmsKeyId: args.logKeyArn },
      this.#child,
    );
    const control = this.#role("cluster", sessionTrust("eks.amazonaws.com"), clusterPolicies);
    const node = this.#role("node", serviceTrust("ec2.amazonaws.com"), nodePolicies);
    return new aws.eks.Cluster(
      name,
      {
        // Target groups carry the name in a tag, and EKS derives the log group's from it.
        name,
        version: config.version,
        roleArn: control.role.arn,
        // Auto Mode runs them itself, and it must be all three of compute, load balancing and storage, or none;
        // whether target groups use its load balancing is another question (`config.loadBalancing`).
        bootstrapSelfManagedAddons: false,
        computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: node.role.arn },
        kubernetesNetworkConfig: {
          elasticLoadBalancing: { enabled: true },
          ipFamily: "ipv4",
          serviceIpv4Cidr: config.serviceCidr,
        },
        storageConfig: { blockStorage: { enabled: true } },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        encryptionConfig: { provider: { keyArn: args.keyArn }, resources: ["secrets"] },
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        vpcConfig: { subnetIds: args.subnetIds, ...endpointAccess(config.publicAccessCidrs) },
        upgradePolicy: { supportType: "STANDARD" },
        zonalShiftConfig: { enabled: true },
        deletionProtection: protect,
      },
      // EKS would make the log group itself, unencrypted and kept for ever, and it needs its rights until the last
      // node is gone.
      { ...this.#child, protect, dependsOn: [group, ...control.attachments, ...node.attachments] },
    );
  }

  #role(suffix: string, assumeRolePolicy: string, policies: readonly string[]) {
    const role = new aws.iam.Role(`${this.#name}-${suffix}`, { assumeRolePolicy }, this.#child);
    const attachments = policies.map((policy) => {
      const args = { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` };
      return new aws.iam.RolePolicyAttachment(`${this.#name}-${suffix}-${policy}`, args, this.#child);
    });
    return { role, attachments };
  }

  #access(kind: keyof typeof accessPolicies, principalArns: readonly string[]): pulumi.Resource[] {
    return [...new Set(principalArns)].map((principalArn) => {
      const name = `${this.#name}-${accessEntryName(principalArn)}`;
      const access = { clusterName: this.clusterName, principalArn };
      const dependsOn = new aws.eks.AccessEntry(name, access, this.#child);
      const policyArn = `arn:aws:eks::aws:cluster-access-policy/${accessPolicies[kind]}`;
      const association = { ...access, policyArn, accessScope: { type: "cluster" } };
      return new aws.eks.AccessPolicyAssociation(name, association, { ...this.#child, dependsOn });
    });
  }

  /** The API server's private addresses carry the cluster's security group, which lets in nobody but itself. */
  #runners(securityGroupIds: readonly string[]): pulumi.Resource[] {
    return [...new Set(securityGroupIds)].map((referencedSecurityGroupId) => {
      const Name = `${this.#name}-runner-${referencedSecurityGroupId}`;
      const rule = { securityGroupId: this.podSecurityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
      const description = "Deploy runner to the API server";
      return new aws.vpc.SecurityGroupIngressRule(
        Name,
        { ...rule, referencedSecurityGroupId, description, tags: { Name } },
        this.#child,
      );
    });
  }

  #provider(cluster: aws.eks.Cluster, region: string, dependsOn: pulumi.Resource[]): kubernetes.Provider {
    const config = pulumi
      .all([cluster.name, cluster.endpoint, cluster.certificateAuthority])
      .apply(([clusterName, endpoint, { data }]) => kubeconfig({ clusterName, endpoint, caData: data, region }));
    return new kubernetes.Provider(
      this.#name,
      // Only another cluster, which has another endpoint even under the same name, means that its objects are gone.
      { kubeconfig: config, clusterIdentifier: cluster.endpoint },
      { ...this.#child, dependsOn },
    );
  }
}
