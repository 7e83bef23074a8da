import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sessionTrust } from "./trust.ts";

export interface PodIdentityArgs {
  clusterName: pulumi.Input<string>;
  clusterArn: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  /** Namespaces whose service account gets the role. */
  namespaces: string[];
  /** The service account's name, the same in each namespace. */
  serviceAccount: string;
  /** Inline policies of the role, JSON text by name; may be empty. */
  policies: Record<string, pulumi.Input<string>>;
}

/**
 * AWS credentials for pods without a key: one role, given by EKS Pod Identity to one service account in each of the
 * namespaces (rules no-iam-access-key, iam-trust-scoped).
 */
export class PodIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:PodIdentity", name, args, opts);
    const child = { parent: this };
    const { clusterName, namespaces, serviceAccount } = args;
    // The tags are EKS's own. With them an association that somebody makes elsewhere in the cluster opens nothing.
    const assumeRolePolicy = pulumi.all([args.accountId, args.clusterArn]).apply(([accountId, clusterArn]) =>
      sessionTrust("pods.eks.amazonaws.com", {
        StringEquals: {
          "aws:SourceAccount": accountId,
          "aws:RequestTag/kubernetes-namespace": namespaces,
          "aws:RequestTag/kubernetes-service-account": serviceAccount,
        },
        ArnEquals: { "aws:SourceArn": clusterArn },
      }),
    );
    const role = new aws.iam.Role(name, { assumeRolePolicy }, child);
    const dependsOn = Object.entries(args.policies).map(
      ([key, policy]) => new aws.iam.RolePolicy(`${name}-${key}`, { role: role.id, policy }, child),
    );
    for (const namespace of namespaces) {
      const Name = `${name}-${namespace}`;
      const association = { clusterName, namespace, serviceAccount, roleArn: role.arn, tags: { Name } };
      // After the policies: a pod that is given the role can use it at once.
      new aws.eks.PodIdentityAssociation(Name, association, { ...child, dependsOn });
    }
    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
