import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { routedServing, servingOf } from "../../systems/model/serving.ts";
import type { Color, Service as Description } from "../../systems/model/system.ts";
import type { Environment } from "./environment.ts";
import { contentHash } from "./naming.ts";
import { type Ranges, serviceRules } from "./network-rules.ts";
import { podSpec, portName, shutdownOf } from "./pod.ts";
import { ServiceCertificate, type ServiceCertificateArgs } from "./service-certificate.ts";
import { bindingKinds, type LoadBalancing } from "./target-group-binding.ts";

export interface ServiceArgs {
  system: string;
  color: Color;
  version: string;
  description: Description;
  replicas: { min: number; max: number };
  namespace: pulumi.Input<string>;
  /** Full reference. */
  image: string;
  environment: Environment;
  /** Name of the Kubernetes object made of each secret and connection. */
  objectNames: Readonly<Record<string, pulumi.Input<string>>>;
  /** Present for a routed service. */
  targetGroupArn?: pulumi.Input<string>;
  loadBalancing: LoadBalancing;
  /** Signs its certificate. */
  ca: ServiceCertificateArgs["ca"];
  drainSeconds: number;
  ranges: Ranges;
  /** What must be in place before its Deployment. */
  after: readonly pulumi.Resource[];
}

/** Average CPU of its request at which pods are added; verification demands less than 50 % (MC-187). */
const targetCpuPercent = 50;

/** One service of one color: its Deployment and all that belongs to it. */
export class Service extends pulumi.ComponentResource {
  readonly deployment: k8s.apps.v1.Deployment;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { after, ca, ...plain } = args;
    super("trading:release:Service", name, plain, opts);
    const child = { parent: this };
    const { description, namespace, replicas } = args;
    const scales = replicas.max > replicas.min;
    // What pods are selected by may never change; the version may.
    const selector = {
      "app.kubernetes.io/name": description.name,
      "app.kubernetes.io/part-of": args.system,
      "release.trading-platform/color": args.color,
    };
    const labels = {
      ...selector,
      "app.kubernetes.io/version": args.version,
      "app.kubernetes.io/managed-by": "pulumi",
    };
    const metadata = { name: description.name, namespace, labels };

    const account = new k8s.core.v1.ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const configMap = new k8s.core.v1.ConfigMap(
      name,
      {
        metadata: { ...metadata, name: `${description.name}-${contentHash(args.environment.plain)}` },
        data: args.environment.plain,
        immutable: true,
      },
      child,
    );
    const serving = servingOf(description);
    const certificate =
      serving.scheme === "HTTP"
        ? undefined
        : new ServiceCertificate(name, { service: description.name, namespace, ca }, child);
    const rules = serviceRules(description, selector, serving.port, args.ranges);
    const policy = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: rules }, child);
    const entry =
      args.targetGroupArn === undefined ? [] : this.#entry(name, metadata, selector, args, args.targetGroupArn);

    this.deployment = new k8s.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          replicas: replicas.min,
          revisionHistoryLimit: 3,
          minReadySeconds: 5,
          // The release waits this long for the color, and no longer (MC-135).
          progressDeadlineSeconds: 300,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: podSpec({
              name: description.name,
              image: args.image,
              serving,
              ...(certificate === undefined ? {} : { certificateName: certificate.secretName }),
              labels: selector,
              resources: description.resources,
              probes: description.probes,
              configMapName: configMap.metadata.name,
              env: Object.entries(args.environment.refs).map(([variable, { kind, of, key }]) => {
                const ref = { name: args.objectNames[of] ?? "", key };
                const valueFrom = kind === "Secret" ? { secretKeyRef: ref } : { configMapKeyRef: ref };
                return { name: variable, valueFrom };
              }),
              serviceAccountName: account.metadata.name,
              callsKubernetes: description.work !== undefined,
              shutdown: shutdownOf(entry.length === 0 ? 0 : args.drainSeconds, description.shutdownSeconds ?? 20),
            }),
          },
        },
      },
      // An autoscaler owns the count from the first pod on; without one, config does. The binding comes first: pods get
      // their readiness gate from it when they are made.
      { ...child, dependsOn: [policy, ...entry, ...after], ignoreChanges: scales ? ["spec.replicas"] : [] },
    );
    const available = { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } };
    new k8s.policy.v1.PodDisruptionBudget(name, available, child);
    if (scales) this.#autoscaler(name, metadata, replicas);
    this.registerOutputs({});
  }

  /** Ties the pods to their target group. */
  #entry(
    name: string,
    metadata: { name: string; namespace: pulumi.Input<string> },
    selector: Record<string, string>,
    args: ServiceArgs,
    targetGroupARN: pulumi.Input<string>,
  ): pulumi.Resource[] {
    const port = portName(routedServing.scheme);
    const service = new k8s.core.v1.Service(
      name,
      {
        // Pulumi would wait for ready pods, which in turn wait for this Service.
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { type: "ClusterIP", selector, ports: [{ name: port, port: 443, targetPort: port, protocol: "TCP" }] },
      },
      { parent: this },
    );
    const binding = new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: bindingKinds[args.loadBalancing].apiVersion,
        kind: "TargetGroupBinding",
        metadata,
        spec: { serviceRef: { name: service.metadata.name, port: 443 }, targetGroupARN, targetType: "ip" },
      },
      { parent: this },
    );
    return [service, binding];
  }

  #autoscaler(
    name: string,
    metadata: { name: string; namespace: pulumi.Input<string> },
    replicas: { min: number; max: number },
  ): void {
    const cpu = { name: "cpu", target: { type: "Utilization", averageUtilization: targetCpuPercent } };
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
      name,
      {
        metadata,
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: this.deployment.metadata.name },
          minReplicas: replicas.min,
          maxReplicas: replicas.max,
          metrics: [{ type: "Resource", resource: cpu }],
          behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
        },
      },
      { parent: this },
    );
  }
}
