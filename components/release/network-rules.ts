import type { types } from "@pulumi/kubernetes";
import { kafkaPort } from "../data/kafka.ts";
import { postgresPort } from "../data/postgres.ts";
import { rabbitMqPort } from "../data/rabbitmq.ts";
import { redisPort } from "../data/redis.ts";
import type { Need, Service } from "../../systems/model/system.ts";

type Spec = types.input.networking.v1.NetworkPolicySpec;
type Egress = types.input.networking.v1.NetworkPolicyEgressRule;

/** Ranges that the rules are cut from. */
export interface Ranges {
  vpc: string;
  /** Kubernetes Service addresses. */
  service: string;
  /** Subnets of the load balancer. */
  public: readonly string[];
  /** Subnets of pods, AWS interface endpoints and the Kubernetes API. */
  private: readonly string[];
  data: readonly string[];
  /** Port of the e-mail relay on the internet; without one e-mail goes to AWS. */
  relayPort?: number | undefined;
}

/**
 * TLS ports of the stores (MC-037). Kafka's is that of IAM authentication. Uploads and e-mail go over HTTPS to interface
 * endpoints of AWS.
 */
const storePorts: Readonly<Partial<Record<Need, number>>> = {
  postgres: postgresPort,
  redis: redisPort,
  kafka: kafkaPort,
  rabbitmq: rabbitMqPort,
};

/** What is not the public internet: private, shared, loopback and link-local ranges (RFC 1918, 6598, 1122, 3927). */
const notInternet = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"];

const blocks = (cidrs: readonly string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
const tcp = (port: number) => ({ protocol: "TCP", port });

/** Nothing in, nothing out, for every pod of the namespace. */
export const denyAll: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

/**
 * What every pod needs: names, and its AWS identity. EKS Auto Mode resolves names on the node, behind the cluster's
 * Service address; a selector on kube-dns pods would match none.
 */
export function commonEgress({ vpc, service }: Ranges): Spec {
  const names = { to: blocks([vpc, service]), ports: [tcp(53), { protocol: "UDP", port: 53 }] };
  const podIdentityAgent = { to: blocks(["169.254.170.23/32"]), ports: [tcp(80)] };
  return { podSelector: {}, policyTypes: ["Egress"], egress: [names, podIdentityAgent] };
}

/** The load balancer to a routed service's port; the service to its stores, to AWS, and only by name to the internet. */
export function serviceRules(service: Service, podLabels: Record<string, string>, port: number, ranges: Ranges): Spec {
  const ingress = service.routes.length === 0 ? [] : [{ from: blocks(ranges.public), ports: [tcp(port)] }];
  const egress = egressOf(service, ranges);
  return {
    podSelector: { matchLabels: podLabels },
    policyTypes: ["Ingress", "Egress"],
    // Without a rule nothing is allowed. The server keeps no empty list, and counts a change whenever one is applied.
    ...(ingress.length === 0 ? {} : { ingress }),
    ...(egress.length === 0 ? {} : { egress }),
  };
}

/** Migrations to the database server, and nobody to them. */
export function migrationRules(podLabels: Record<string, string>, { data }: Ranges): Spec {
  return {
    podSelector: { matchLabels: podLabels },
    policyTypes: ["Ingress", "Egress"],
    egress: [{ to: blocks(data), ports: [tcp(postgresPort)] }],
  };
}

function egressOf(service: Service, ranges: Ranges): Egress[] {
  const relay = service.uses.includes("email") ? ranges.relayPort : undefined;
  const ports = service.uses.flatMap((need) => storePorts[need] ?? []).map(tcp);
  const byHttps = service.uses.filter((need) => storePorts[need] === undefined && !(need === "email" && relay));
  const callsAws = service.work !== undefined || byHttps.length > 0;
  const outside = [...(service.internet === "https" ? [443] : []), ...(relay === undefined ? [] : [relay])];
  return [
    ...(ports.length === 0 ? [] : [{ to: blocks(ranges.data), ports }]),
    // The Kubernetes API (leases) and AWS interface endpoints both live in the private subnets.
    ...(callsAws ? [{ to: blocks(ranges.private), ports: [tcp(443)] }] : []),
    ...(outside.length === 0
      ? []
      : [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: notInternet } }], ports: outside.map(tcp) }]),
  ];
}
