import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Who may connect to a store. */
export interface StoreClient {
  /** Part of the rule's name; unique in the store. */
  name: string;
  securityGroupId: pulumi.Input<string>;
}

export interface StoreGroupArgs {
  vpcId: pulumi.Input<string>;
  /** What the store is, for the group's description. */
  description: string;
  /** The store's one TLS port (MC-037). */
  port: number;
  /** Security groups, never ranges (rule sg-data-tier-by-reference). */
  clients: readonly StoreClient[];
}

/**
 * The security group of a store: its port is open to the clients' groups, and from it nothing goes out. A store answers;
 * what must call out itself (a proxy) adds its own rule.
 */
export class StoreGroup extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: StoreGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:StoreGroup", name, args, opts);
    const child = { parent: this };
    const { vpcId, description, port } = args;
    const group = new aws.ec2.SecurityGroup(name, { vpcId, description, tags: { Name: name } }, child);
    for (const client of args.clients) {
      const Name = `${name}-from-${client.name}`;
      const rule = {
        securityGroupId: group.id,
        referencedSecurityGroupId: client.securityGroupId,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: `From ${client.name}`,
        tags: { Name },
      };
      new aws.vpc.SecurityGroupIngressRule(Name, rule, child);
    }
    this.id = group.id;
    this.registerOutputs({ id: this.id });
  }
}
