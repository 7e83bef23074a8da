import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StoresConfig } from "../../config/stores.ts";
import { serviceTrust } from "../foundation/trust.ts";
import { Credentials } from "./credentials.ts";
import { familyOf, parameters } from "./postgres-parameters.ts";
import { StoreGroup, type StoreClient } from "./store-group.ts";

export interface PostgresArgs {
  environment: string;
  config: StoresConfig["postgres"];
  vpcId: pulumi.Input<string>;
  /** Data subnets of at least two zones. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Who may connect to the instance itself: the proxy, migrations and the runner that declares databases. */
  clients: readonly StoreClient[];
  /** KMS key of storage, snapshots and Performance Insights. */
  keyArn: pulumi.Input<string>;
  secretsKeyArn: pulumi.Input<string>;
  logKeyArn: pulumi.Input<string>;
  /** Days that the server's logs are kept. */
  logRetentionDays: number;
  /** Refuse to delete the server and its credentials. */
  protect: boolean;
}

export const postgresPort = 5432;
/** RDS's own user, not a superuser. It makes the systems' roles and databases and is used for nothing else. */
const master = "platform_admin";

/**
 * The PostgreSQL server that the systems share, each with a database of its own (MT-001, MC-022): a standby in
 * another zone, TLS and nothing else, its own key, backups to any second, logs that outlive it.
 */
export class Postgres extends pulumi.ComponentResource {
  readonly host: pulumi.Output<string>;
  readonly identifier: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly master: Credentials;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Postgres", name, args, opts);
    const child = { parent: this };
    const { config, protect } = args;
    const group = new StoreGroup(
      name,
      { vpcId: args.vpcId, description: "PostgreSQL", port: postgresPort, clients: args.clients },
      child,
    );
    this.master = new Credentials(
      `${name}-master`,
      {
        environment: args.environment,
        owner: "platform",
        purpose: "postgres",
        description: "Master user of the PostgreSQL server",
        username: master,
        keyArn: args.secretsKeyArn,
        protect,
      },
      child,
    );
    const named = { tags: { Name: name } };
    const subnets = new aws.rds.SubnetGroup(
      name,
      { subnetIds: args.subnetIds, description: "Data subnets", ...named },
      child,
    );
    const settings = new aws.rds.ParameterGroup(
      name,
      {
        family: familyOf(config.version),
        description: "TLS, passwords and logs",
        parameters: [...parameters],
        ...named,
      },
      child,
    );
    const monitoring = new aws.iam.Role(
      `${name}-monitoring`,
      { assumeRolePolicy: serviceTrust("monitoring.rds.amazonaws.com") },
      child,
    );
    const monitors = new aws.iam.RolePolicyAttachment(
      `${name}-monitoring`,
      { role: monitoring.name, policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole" },
      child,
    );
    // RDS would make the groups itself, without an end and without our key.
    const logs = ["postgresql", "upgrade"].map(
      (log) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${log}`,
          {
            name: `/aws/rds/instance/${name}/${log}`,
            retentionInDays: args.logRetentionDays,
            kmsKeyId: args.logKeyArn,
          },
          child,
        ),
    );
    const instance = new aws.rds.Instance(
      name,
      {
        identifier: name,
        engine: "postgres",
        engineVersion: config.version,
        instanceClass: config.instanceClass,
        allocatedStorage: config.storageGiB,
        maxAllocatedStorage: config.maxStorageGiB,
        storageType: "gp3",
        storageEncrypted: true,
        kmsKeyId: args.keyArn,
        username: master,
        // Write-only: it is in the state as a generated secret already, and not a second time here.
        passwordWo: this.master.password,
        passwordWoVersion: this.master.versionNumber,
        iamDatabaseAuthenticationEnabled: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        port: postgresPort,
        multiAz: config.multiAz,
        publiclyAccessible: false,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [group.id],
        parameterGroupName: settings.name,
        backupRetentionPeriod: config.backupRetentionDays,
        backupWindow: config.backupWindow,
        maintenanceWindow: config.maintenanceWindow,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: false,
        deletionProtection: protect,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: `${name}-final`,
        // What restarts the server waits for the window; a new major version is a decision of its own.
        applyImmediately: false,
        autoMinorVersionUpgrade: true,
        allowMajorVersionUpgrade: false,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: args.keyArn,
        performanceInsightsRetentionPeriod: 7,
        monitoringInterval: 60,
        monitoringRoleArn: monitoring.arn,
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        ...named,
      },
      { ...child, protect, dependsOn: [...logs, monitors] },
    );
    this.host = instance.address;
    this.identifier = instance.identifier;
    this.securityGroupId = group.id;
    this.registerOutputs({ host: this.host, identifier: this.identifier });
  }
}
