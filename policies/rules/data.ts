import type { Rule } from "../rule.ts";
import { backupPlanCovers } from "./data/backups.ts";
import { s3PublicAccessBlocked } from "./data/bucket-access.ts";
import { s3Encrypted } from "./data/bucket-encryption.ts";
import { s3VersionedLifecycle } from "./data/bucket-history.ts";
import { s3BackupLock, s3Logged, s3NoForceDestroy } from "./data/bucket-safety.ts";
import { dbConnectionPooling } from "./data/connection-pooling.ts";
import { rdsIamAuth, rdsPort } from "./data/database-access.ts";
import { rdsBackups, rdsCopyTags, rdsFinalSnapshot } from "./data/database-backups.ts";
import { rdsLogs, rdsMonitoring } from "./data/database-insight.ts";
import { rdsDeletionProtection, rdsEncrypted, rdsMultiAz, rdsPrivate } from "./data/database-safety.ts";
import { rdsUpgradesAndCa } from "./data/database-upkeep.ts";
import { ecrImmutableScanned, ecrKeepsRollback } from "./data/images.ts";
import { mskAuthPrivate, mskDurability, mskLogging } from "./data/kafka.ts";
import { mqMaintained, mqPrivateHa } from "./data/message-brokers.ts";
import { dataOwnKmsKey, statefulProtected } from "./data/protection.ts";
import { redisAtRest, redisAuth, redisHa, redisSnapshots } from "./data/redis.ts";

export const dataRules: readonly Rule[] = [
  rdsEncrypted,
  rdsPrivate,
  rdsMultiAz,
  rdsBackups,
  rdsFinalSnapshot,
  rdsDeletionProtection,
  rdsUpgradesAndCa,
  rdsLogs,
  rdsMonitoring,
  rdsIamAuth,
  rdsCopyTags,
  rdsPort,
  dbConnectionPooling,
  statefulProtected,
  redisAtRest,
  redisAuth,
  redisHa,
  redisSnapshots,
  mskAuthPrivate,
  mskDurability,
  mskLogging,
  mqPrivateHa,
  mqMaintained,
  s3PublicAccessBlocked,
  s3Encrypted,
  s3VersionedLifecycle,
  s3Logged,
  s3BackupLock,
  s3NoForceDestroy,
  backupPlanCovers,
  ecrImmutableScanned,
  ecrKeepsRollback,
  // The catalogue's "key of our own (advisory)", which no mandatory rule can hold.
  dataOwnKmsKey,
];

/** Rules that make no sense for this platform, each with the reason. */
export const dataLeftOut: Readonly<Record<string, string>> = {};
