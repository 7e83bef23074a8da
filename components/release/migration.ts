import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationRun } from "../../contract/release.ts";
import { migrationImage } from "../../systems/model/images.ts";
import type { Color } from "../../systems/model/system.ts";
import { migrationFailures, migrationPod } from "./migration-pod.ts";
import { stepsOf, stepsText } from "./migration-run.ts";
import { contentHash } from "./naming.ts";
import { migrationRules, type Ranges } from "./network-rules.ts";

export interface MigrationArgs {
  system: string;
  color: Color;
  namespace: pulumi.Input<string>;
  /** What `decideRun` says. */
  run: pulumi.Output<MigrationRun>;
  /** The container's own files: what `migrationFiles` says. */
  files: Readonly<Record<string, string>>;
  /** Kubernetes Secret with the address and the migration role's login, and its keys: the variables. */
  login: { secretName: pulumi.Input<string>; variables: readonly string[] };
  /** After so many minutes the run is stopped; what it has finished stays. */
  deadlineMinutes: number;
  ranges: Ranges;
}

/** Tries before the update fails: the database may be failing over, or busy. */
const tries = 3;
/** Minutes that the update waits beyond the Job's deadline, for its pods to end. */
const patience = 5;

/**
 * The run of a release's migrations, once for each image (MC-012 to MC-021, G2). The color's Deployments depend on its Job,
 * which reaches the database server itself: a proxy would share out the session that holds the lock.
 *
 * A Job that failed is replaced by the next update. One that succeeded stays as the record of what ran.
 */
export class Migration extends pulumi.ComponentResource {
  readonly job: k8s.batch.v1.Job;

  constructor(name: string, args: MigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const { run, files, ...plain } = args;
    super("trading:release:Migration", name, plain, opts);
    const child = { parent: this };
    const { namespace } = args;
    const labels = {
      "app.kubernetes.io/name": migrationImage,
      "app.kubernetes.io/part-of": args.system,
      "release.trading-platform/color": args.color,
      "app.kubernetes.io/managed-by": "pulumi",
    };
    const metadata = { name: migrationImage, namespace, labels };
    const account = new k8s.core.v1.ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const spec = migrationRules(labels, args.ranges);
    const policy = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec }, child);
    const configMap = new k8s.core.v1.ConfigMap(
      name,
      { metadata: { ...metadata, name: `${migrationImage}-${contentHash(files)}` }, data: files, immutable: true },
      child,
    );
    const variable = (key: string) => ({
      name: key,
      valueFrom: { secretKeyRef: { name: args.login.secretName, key } },
    });
    this.job = new k8s.batch.v1.Job(
      name,
      {
        metadata: {
          ...metadata,
          // After all that a Job cannot change: under the same name the old one would have to go first.
          name: pulumi
            .all([run, args.login.secretName])
            .apply(([wanted, login]) => `${migrationImage}-${contentHash([wanted, files, login])}`),
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: tries,
          activeDeadlineSeconds: args.deadlineMinutes * 60,
          podFailurePolicy: migrationFailures,
          template: {
            // A node is not emptied under it to save money.
            metadata: { labels, annotations: { "karpenter.sh/do-not-disrupt": "true" } },
            spec: migrationPod({
              image: run.image,
              // `ran` reads the first two.
              env: [
                { name: "MIGRATION_STEPS", value: run.apply(({ steps }) => stepsText(steps)) },
                { name: "MIGRATION_OTHER_COLOR", value: run.otherColor },
                ...args.login.variables.map(variable),
              ],
              filesConfigMapName: configMap.metadata.name,
              serviceAccountName: account.metadata.name,
            }),
          },
        },
      },
      { ...child, dependsOn: [policy], customTimeouts: { create: `${args.deadlineMinutes + patience}m` } },
    );
    this.registerOutputs({});
  }

  /** What the Job in the cluster ran. */
  get ran() {
    // By lifted access: in a first preview the pod's spec holds unknown values beside these.
    const container = this.job.spec.template.spec.containers[0];
    const value = (index: number) => pulumi.output(container?.env[index]?.value);
    return {
      job: this.job.metadata.name,
      image: container?.image ?? "",
      steps: value(0).apply((text) => stepsOf(text ?? "")),
      otherColor: value(1).apply((text): MigrationRun["otherColor"] => (text === "absent" ? "absent" : "running")),
    };
  }
}
