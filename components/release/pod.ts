import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { certificateFolder, type Serving } from "../../systems/model/serving.ts";
import type { Probes, Resources } from "../../systems/model/system.ts";
import { containerResources } from "./capacity.ts";
import { pullPolicy } from "./image.ts";
import { containerSecurity, podSecurity, scratchMount, scratchVolume } from "./pod-security.ts";

type PodSpec = types.input.core.v1.PodSpec;
type Probe = types.input.core.v1.Probe;
type EnvVar = types.input.core.v1.EnvVar;

export interface PodArgs {
  name: string;
  image: string;
  serving: Serving;
  /** Kubernetes Secret with the certificate that it serves with. */
  certificateName?: pulumi.Input<string>;
  labels: Record<string, string>;
  resources: Resources;
  probes: Probes;
  configMapName: pulumi.Input<string>;
  /** What is no part of its own ConfigMap. */
  env: EnvVar[];
  serviceAccountName: pulumi.Input<string>;
  /** Whether its processes talk to the Kubernetes API. */
  callsKubernetes: boolean;
  shutdown: Shutdown;
}

/** Seconds of a pod's end. */
export interface Shutdown {
  /** The pod goes on serving while the load balancer takes it out and its requests finish. */
  preStop: number;
  /** From the decision to stop until the kill. */
  grace: number;
}

/** Kubernetes' default, and what MC-164 gives a pod to end cleanly. */
const leastGraceSeconds = 30;

/**
 * A pod outlives its target's drain, then gets time to exit cleanly (MC-164: within 30 s once nothing reaches it).
 *
 * @param drainSeconds the target group's deregistration delay; 0 for a pod without targets
 */
export function shutdownOf(drainSeconds: number, shutdownSeconds: number): Shutdown {
  const preStop = drainSeconds === 0 ? 0 : drainSeconds + 5;
  return { preStop, grace: Math.max(leastGraceSeconds, preStop + shutdownSeconds) };
}

/** Seconds in which a pod must have started; the release waits 300 for all of them (MC-135). */
const startup = { periodSeconds: 5, failureThreshold: 40 };

/** The kubelet does not ask whose certificate it is. */
const probe = ({ scheme }: Serving, path: string, more: Partial<Probe>): Probe => ({
  httpGet: { path, port: portName(scheme), scheme },
  timeoutSeconds: 3,
  ...more,
});

/** What a container's port is called. */
export function portName(scheme: Serving["scheme"]): "http" | "https" {
  return scheme === "HTTPS" ? "https" : "http";
}

/** A pod that Pod Security `restricted` admits, spread over zones, with nothing writable but its scratch space. */
export function podSpec(args: PodArgs): PodSpec {
  const spread = { maxSkew: 1, labelSelector: { matchLabels: args.labels }, matchLabelKeys: ["pod-template-hash"] };
  const { serving, certificateName } = args;
  const certificate = certificateName === undefined ? [] : [certificateVolume(certificateName)];
  return {
    serviceAccountName: args.serviceAccountName,
    automountServiceAccountToken: args.callsKubernetes,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: args.shutdown.grace,
    securityContext: podSecurity,
    topologySpreadConstraints: [
      { ...spread, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
      { ...spread, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ],
    containers: [
      {
        name: args.name,
        image: args.image,
        imagePullPolicy: pullPolicy(args.image),
        ports: [{ name: portName(serving.scheme), containerPort: serving.port }],
        envFrom: [{ configMapRef: { name: args.configMapName } }],
        env: args.env,
        resources: containerResources(args.resources),
        startupProbe: probe(serving, args.probes.startup, startup),
        readinessProbe: probe(serving, args.probes.readiness, { periodSeconds: 5, failureThreshold: 3 }),
        livenessProbe: probe(serving, args.probes.liveness, { periodSeconds: 10, failureThreshold: 6 }),
        ...(args.shutdown.preStop === 0
          ? {}
          : { lifecycle: { preStop: { sleep: { seconds: args.shutdown.preStop } } } }),
        securityContext: containerSecurity,
        volumeMounts: [
          scratchMount,
          ...certificate.map(({ name }) => ({ name, mountPath: certificateFolder, readOnly: true })),
        ],
      },
    ],
    volumes: [scratchVolume, ...certificate],
  };
}

/** Its files belong to the pod's group, which may read them; nobody else may. */
function certificateVolume(secretName: pulumi.Input<string>) {
  return { name: "certificate", secret: { secretName, defaultMode: 0o440 } };
}
