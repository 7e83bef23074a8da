import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { migrationImage } from "../../systems/model/images.ts";
import type { Resources } from "../../systems/model/system.ts";
import { containerResources } from "./capacity.ts";
import { pullPolicy } from "./image.ts";
import { migrationFolder } from "./migration-files.ts";
import { containerSecurity, podSecurity, scratchMount, scratchVolume } from "./pod-security.ts";

type EnvVar = types.input.core.v1.EnvVar;

export interface MigrationPodArgs {
  /** Full reference. */
  image: pulumi.Output<string>;
  /** What it is asked to do: see the head of `migration/run.sh`. */
  env: EnvVar[];
  filesConfigMapName: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
}

/** Half of the memory is the Java heap's. */
export const migrationResources: Resources = { cpu: "500m", memory: "512Mi" };

/** Exit code of `run.sh` by which it refuses; another try would only hear the same. */
const refused = 2;

/** The pod that applies a release's migrations, as safe as a service's. It ends by itself and is not started again in place. */
export function migrationPod(args: MigrationPodArgs): types.input.core.v1.PodSpec {
  return {
    serviceAccountName: args.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 30,
    securityContext: podSecurity,
    containers: [
      {
        name: migrationImage,
        image: args.image,
        imagePullPolicy: args.image.apply(pullPolicy),
        command: ["/bin/sh", `${migrationFolder}/run.sh`],
        env: args.env,
        resources: containerResources(migrationResources),
        securityContext: containerSecurity,
        volumeMounts: [scratchMount, { name: "files", mountPath: migrationFolder, readOnly: true }],
      },
    ],
    volumes: [scratchVolume, { name: "files", configMap: { name: args.filesConfigMapName } }],
  };
}

/** What a failed pod means to the Job: a refusal ends it, and a node that goes away is not held against it. */
export const migrationFailures: types.input.batch.v1.PodFailurePolicy = {
  rules: [
    { action: "FailJob", onExitCodes: { containerName: migrationImage, operator: "In", values: [refused] } },
    { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
  ],
};
