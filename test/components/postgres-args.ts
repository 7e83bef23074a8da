import type { PostgresArgs } from "../../components/data/postgres.ts";

/** A server as prod has it. */
export const args: PostgresArgs = {
  environment: "prod",
  config: {
    version: "17",
    instanceClass: "db.r7g.xlarge",
    storageGiB: 200,
    maxStorageGiB: 2000,
    multiAz: true,
    backupRetentionDays: 14,
    backupWindow: "02:00-03:00",
    maintenanceWindow: "sun:03:30-sun:04:30",
    reachableAt: "in-vpc",
  },
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  clients: [{ name: "pods", securityGroupId: "sg-pods" }],
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/postgres",
  secretsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  logKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
  logRetentionDays: 400,
  protect: true,
};
