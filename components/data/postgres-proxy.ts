import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "../foundation/trust.ts";
import { postgresPort } from "./postgres.ts";

export interface PostgresProxyArgs {
  /** Data subnets of at least two zones. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Its own group, which the pods may connect to and the instance lets in. */
  securityGroupId: pulumi.Input<string>;
  /** The instance behind it. */
  instance: { identifier: pulumi.Input<string>; securityGroupId: pulumi.Input<string> };
  /** Roles that it signs in as, each with the secret that holds its credentials. */
  logins: readonly { username: string; secretArn: pulumi.Input<string> }[];
  logKeyArn: pulumi.Input<string>;
  logRetentionDays: number;
}

/**
 * Connection pooling for the pods of both colors (MC-050): they share few connections, a failover does not break theirs,
 * and a release that doubles the pods does not double the server's load. Migrations go past it: their advisory locks
 * would pin its sessions.
 */
export class PostgresProxy extends pulumi.ComponentResource {
  /** Known once the proxy can reach the instance. */
  readonly host: pulumi.Output<string>;

  constructor(name: string, args: PostgresProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:PostgresProxy", name, args, opts);
    const child = { parent: this };
    const Name = `${name}-to-postgres`;
    const out = new aws.vpc.SecurityGroupEgressRule(
      Name,
      {
        securityGroupId: args.securityGroupId,
        referencedSecurityGroupId: args.instance.securityGroupId,
        ipProtocol: "tcp",
        fromPort: postgresPort,
        toPort: postgresPort,
        description: "To the instance",
        tags: { Name },
      },
      child,
    );
    const role = new aws.iam.Role(name, { assumeRolePolicy: serviceTrust("rds.amazonaws.com") }, child);
    const reading = new aws.iam.RolePolicy(
      name,
      { role: role.id, policy: readSecrets(args.logins.map(({ secretArn }) => secretArn)) },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      name,
      { name: `/aws/rds/proxy/${name}`, retentionInDays: args.logRetentionDays, kmsKeyId: args.logKeyArn },
      child,
    );
    const proxy = new aws.rds.Proxy(
      name,
      {
        name,
        engineFamily: "POSTGRESQL",
        requireTls: true,
        debugLogging: false,
        // Seconds; services keep their connections, and what is forgotten goes.
        idleClientTimeout: 1800,
        roleArn: role.arn,
        vpcSubnetIds: args.subnetIds,
        vpcSecurityGroupIds: [args.securityGroupId],
        auths: args.logins.map(({ username, secretArn }) => ({
          authScheme: "SECRETS",
          clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
          iamAuth: "DISABLED",
          description: username,
          secretArn,
        })),
        tags: { Name: name },
      },
      { ...child, dependsOn: [reading, logs, out] },
    );
    const pool = new aws.rds.ProxyDefaultTargetGroup(
      name,
      {
        dbProxyName: proxy.name,
        connectionPoolConfig: {
          // Percent of the server's max_connections; the rest is for migrations, updates and people.
          maxConnectionsPercent: 80,
          maxIdleConnectionsPercent: 40,
          // Seconds: a request that waits longer has failed its SLO anyway.
          connectionBorrowTimeout: 10,
        },
      },
      child,
    );
    const target = new aws.rds.ProxyTarget(
      name,
      {
        dbProxyName: proxy.name,
        targetGroupName: pool.name,
        dbInstanceIdentifier: args.instance.identifier,
      },
      child,
    );
    this.host = pulumi.all([proxy.endpoint, target.id]).apply(([endpoint]) => endpoint);
    this.registerOutputs({ host: this.host });
  }
}

function readSecrets(arns: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  const statement = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arns };
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: [statement] });
}
