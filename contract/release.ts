import { z } from "zod";
import { roles } from "../systems/model/sign-off.ts";

// What a stack tells the release runner about one system, and all that the runner may rely on. Both sides import this
// file; a change that an older runner would misread raises `schema`.

const color = z.enum(["blue", "green"]);
const weight = z.int().min(0).max(100);

/** Percent of live traffic per color; always sums to 100. */
export const weightsSchema = z
  .strictObject({ blue: weight, green: weight })
  .refine(({ blue, green }) => blue + green === 100, { error: "weights must sum to 100" });

/** The part that the stack's own next update trusts (architecture, decision 4). */
export const rememberedSchema = z.object({ weights: weightsSchema, live: color, workColor: color });

/** Of each Kafka topic; an update may only raise them. */
const partitionsSchema = z.record(z.string(), z.int());
export const recordedTopicsSchema = z.object({ partitions: partitionsSchema });

const targetGroup = z.strictObject({ arn: z.string(), arnSuffix: z.string() });

const migration = z.strictObject({ name: z.string(), kind: z.enum(["expand", "contract"]) });

const migrationRun = z.object({
  /** Full reference. */
  image: z.string(),
  /** What was declared then: all of these are in the database, whichever run applied them. */
  steps: z.array(migration),
  /** Whether the other color was there, which forbids contract steps. */
  otherColor: z.enum(["running", "absent"]),
});

/** What the stack's next update must not ask of the same image again. */
export const recordedRunsSchema = z.object({
  colors: z.partialRecord(color, z.object({ migration: migrationRun.optional() })),
});

const running = z.strictObject({
  version: z.string(),
  namespace: z.string(),
  /** Image reference by service, as the Deployments run them. */
  images: z.record(z.string(), z.string()),
  /** The run of migrations that its Deployments waited for, by the name of its Job; absent for a system without any. */
  migration: migrationRun.extend({ job: z.string() }).strict().optional(),
});

const listenerRule = z.strictObject({
  route: z.string(),
  service: z.string(),
  kind: z.enum(["api", "hub"]),
  paths: z.array(z.string()),
  /** The weighted rule, and the URN to target in an update of weights alone. */
  arn: z.string(),
  urn: z.string(),
  weights: weightsSchema,
  testArn: z.string(),
  testUrn: z.string(),
});

const slo = z.strictObject({
  latency: z.array(z.strictObject({ percentile: z.number(), ms: z.number() })).optional(),
  errorPercent: z.number().optional(),
  databaseMs: z.number().optional(),
  realtimeMs: z.number().optional(),
  availabilityPercent: z.number().optional(),
  memoryPercent: z.number().optional(),
  cpuPercent: z.number().optional(),
  requirements: z.array(z.string()),
});

const journey = z.strictObject({ name: z.string(), requirements: z.array(z.string()), registers: z.boolean() });

const fallback = z.strictObject({
  path: z.string(),
  status: z.int(),
  instead: z.string(),
  requirements: z.array(z.string()),
});

export const releaseSchema = z.strictObject({
  schema: z.literal(1),
  system: z.string(),
  environment: z.string(),
  region: z.string(),
  firstLaunch: z.boolean(),
  registrationEnabled: z.boolean(),

  weights: weightsSchema,
  /** False when the listener rules disagree, as after an update that failed half-way; `weights` is then the safest. */
  weightsAgree: z.boolean(),
  /**
   * Weights of the next canary step of a release to the preview color; null when that is not deployed. After a promotion
   * the colors have changed places, and this says how a next release would begin: it is no sign of an unfinished one.
   */
  nextWeights: weightsSchema.nullable(),
  live: color,
  preview: color,
  /** What runs; a color that is not deployed is absent. */
  colors: z.strictObject({ blue: running.optional(), green: running.optional() }),
  /** By color and service. They stay when a color goes. */
  targetGroups: z.strictObject({
    blue: z.record(z.string(), targetGroup),
    green: z.record(z.string(), targetGroup),
  }),
  listenerArn: z.string(),
  listenerRules: z.array(listenerRule),

  /** Both must be sent to reach the preview color; the second one's value is in Secrets Manager. */
  testHeaders: z.tuple([
    z.strictObject({ name: z.string(), value: z.string() }),
    z.strictObject({ name: z.string(), secretArn: z.string() }),
  ]),
  /** Base addresses, `https://<host>`. Journeys run against `preview` before the switch and `live` after it. */
  addresses: z.strictObject({ web: z.string(), live: z.string(), preview: z.string() }),
  healthPaths: z.array(z.string()),
  hubs: z.array(z.string()),
  journeys: z.array(journey),
  fallbacks: z.array(fallback),
  /** Signatures that a release waits for, and who may give them: Ed25519 public keys, SPKI in base64. */
  signOff: z.array(z.strictObject({ role: z.enum(roles), decision: z.enum(["ready", "go"]) })),
  signers: z.array(z.strictObject({ name: z.string(), roles: z.array(z.enum(roles)), publicKey: z.string() })),
  /** By phase. */
  slo: z.record(z.string(), slo),
  canary: z.array(z.strictObject({ weight, holdSeconds: z.number() })),

  migrations: z.array(migration),
  stores: z.array(
    z.strictObject({
      kind: z.enum(["postgres", "redis", "kafka", "rabbitmq", "uploads"]),
      /** Of the store in AWS: server, replication group, cluster, broker or bucket. */
      identifier: z.string(),
    }),
  ),
  /** As the brokers have them. */
  partitions: partitionsSchema,
  /** The web assets: where a build puts `/<version>/…`, and what says which version is served. */
  pages: z.strictObject({
    bucket: z.string(),
    distributionId: z.string(),
    versionStoreArn: z.string(),
    /** To target, with the listener rules, in an update that promotes or rolls back. */
    versionUrns: z.array(z.string()),
  }),
  workColor: color,
  work: z.array(
    z.strictObject({
      service: z.string(),
      namespace: z.string(),
      lease: z.string(),
      /** The color whose pods may take it; differs from `workColor` after a handover that failed half-way. */
      color,
      urn: z.string(),
      sources: z.array(z.string()),
    }),
  ),
  dns: z.strictObject({ zoneId: z.string(), hosts: z.array(z.string()) }),
  certificateArn: z.string(),
  metrics: z.strictObject({
    source: z.literal("cloudwatch"),
    namespace: z.literal("AWS/ApplicationELB"),
    /** Value of the `LoadBalancer` dimension; target groups have theirs as `arnSuffix`. */
    loadBalancer: z.string(),
    periodSeconds: z.literal(60),
  }),
});

export type MigrationRun = z.output<typeof migrationRun>;
export type ReleaseDocument = z.output<typeof releaseSchema>;
export type Weights = z.output<typeof weightsSchema>;
export type Remembered = z.output<typeof rememberedSchema>;
