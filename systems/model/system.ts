import type { SignOff } from "./sign-off.ts";
import type { Slo } from "./slo.ts";

/** One of the two slots a system's versions take turns in. Which one is live follows from the weights alone. */
export type Color = "blue" | "green";
export const colors = ["blue", "green"] as const;

/** A value of a container's environment. Everything but a literal is filled in by the stack. */
export type EnvValue =
  | string
  /** A secret of the system by its name; reaches the pod as a `secretKeyRef`. */
  | { secret: string }
  /** A fact of the deployment. `apiOrigin` and `webOrigin` are `https://<host>` without a path. */
  | { from: "apiOrigin" | "webOrigin" | "registrationEnabled" | "color" | "version" };

/** Requests of one path prefix or path, all sent to one service under one listener rule. */
export interface Route {
  /** Part of the rule's logical name; unique in the system. */
  name: string;
  /** Place among the system's rules, 1 to 49. Fixed for good: a route that is added must not move the others. */
  order: number;
  /** ALB path patterns, at most two: a test rule adds one host and two headers, and a rule holds five values. */
  paths: readonly [string] | readonly [string, string];
  /** `hub` carries WebSockets: the only routes with color stickiness (architecture, decision 3). */
  kind: "api" | "hub";
}

/** CPU and memory of one pod; Kubernetes quantities. The memory request is also its limit. */
export interface Resources {
  cpu: string;
  memory: string;
}

/** HTTP paths that the kubelet asks. Liveness must not touch a store, or an outage becomes a restart storm (MT-047). */
export interface Probes {
  startup: string;
  readiness: string;
  liveness: string;
}

/**
 * Work that must not be done by both colors. The pods of one color hold a Kubernetes Lease; `leaseTransitions` is its
 * epoch and travels with every write, so that the database refuses a holder that does not know it has lost the lease.
 */
export interface ExclusiveWork {
  /** Name of the Lease. */
  lease: string;
  /** `pod`: one pod works, the others stand by. `color`: all pods of the color that holds the lease work. */
  holder: "pod" | "color";
  /** Queues, topics or feeds that only the holder reads. */
  sources: readonly string[];
}

export type StoreKind = "postgres" | "redis" | "kafka" | "rabbitmq" | "uploads";

/** `state` must never be evicted; of a `cache` the least used goes when memory is full. */
export type RedisHolds = "state" | "cache";

/** What a service may use: a store, or the way out for e-mail. */
export type Need = StoreKind | "email";

/** Kafka topics of the system that a service may read and write, and no others. */
export interface TopicAccess {
  reads: readonly string[];
  writes: readonly string[];
}

export interface Service {
  /** Kubernetes name, at most 20 characters. */
  name: string;
  /** What it is there for, one line; shown in docs and annotations. */
  description: string;
  /** Pods at rest and at most, per color. */
  replicas: { min: number; max: number };
  resources: Resources;
  probes: Probes;
  /** Empty for a service that serves no HTTP to the load balancer. */
  routes: readonly Route[];
  env: Readonly<Record<string, EnvValue>>;
  /** What it connects to: gets their connection variables, their ports in its NetworkPolicy and their permissions. */
  uses: readonly Need[];
  /** Together with the use of Kafka. */
  topics?: TopicAccess;
  /** Work handed from color to color; absent where both colors may work at once. */
  work?: ExclusiveWork;
  /** Only a service that must reach the public internet says so; port 443 alone is opened. */
  internet?: "https";
  /** Seconds from SIGTERM to a clean exit, after the load balancer has drained the pod. @default 20 */
  shutdownSeconds?: number;
}

/** A generated secret of the system. It belongs to the system, not to a color (decision 9). */
export interface SystemSecret {
  name: string;
  description: string;
  /** `key`: random bytes, base64 (at least 32, MT-009). `password`: letters and digits (at least 24). */
  kind: "key" | "password";
  /** Bytes of a key, characters of a password. */
  length: number;
}

/** A Kafka topic, known to the brokers as `<system>.<name>`; partitions may grow, never shrink. */
export interface Topic {
  name: string;
  partitions: number;
}

/** `expand` keeps the previous version working; `contract` does not, and waits until the other color has gone. */
export interface Migration {
  /** File name without its ending, for example `001-enums`. */
  name: string;
  kind: "expand" | "contract";
}

/** What whoever guesses passwords, makes accounts or floods an order book does often. */
export const limitedActions = ["login", "registration", "orders"] as const;

/** A limit of its own for each client address (MC-039); how much is the stack's to say. */
export interface RateLimit {
  action: (typeof limitedActions)[number];
  /** Beginnings of the paths on which a POST is the action. */
  paths: readonly [string, ...string[]];
}

/** One weight of the preview color, in percent, and how long it is judged there, in seconds. */
export interface CanaryStep {
  weight: number;
  holdSeconds: number;
}

/** Something a person does with the system that a release must prove on the preview color. */
export interface Journey {
  name: string;
  /** Requirement ids. */
  requirements: readonly string[];
  /** It makes an account, so it cannot pass while registration is closed. */
  registers?: true;
}

/** A path that may fail in a way that is known, and what clients ask for instead. */
export interface Fallback {
  path: string;
  /** The HTTP status that is known. */
  status: number;
  instead: string;
  /** Requirement ids; a release that lives with the status waives the first one. */
  requirements: readonly string[];
}

/** Host labels in front of the system's domain; the empty string is the domain itself. */
export interface Hosts {
  web: string;
  api: string;
  /** Reaches the preview color, with the test headers only. */
  test: string;
}

/** Settings that web and mobile clients are built or started with; `{api}` stands for the API host. */
export type ClientConfig = Readonly<Record<"API_BASE_URL" | "AUTH_BASE_URL" | "WS_BASE_URL", string>>;

/** All that the platform has to know of one system. Plain data: nothing of Pulumi, no stack, no environment. */
export interface System {
  /** Also the key in the stack's config, at most 10 characters. */
  name: string;
  title: string;
  /** First priority of its listener rules; the hundred from here on is the system's own. */
  rulePriority: number;
  hosts: Hosts;
  services: readonly Service[];
  /** The form in which its services read connection strings: URLs, or ADO.NET's and StackExchange.Redis's. */
  connections: "urls" | "dotnet";
  secrets: readonly SystemSecret[];
  stores: readonly StoreKind[];
  /** Extensions of its PostgreSQL database. @default none */
  extensions?: readonly string[];
  /** What it keeps in Redis. @default "state" */
  redisHolds?: RedisHolds;
  /** Local part of the address that its e-mail comes from; without one it sends none. */
  emailSender?: string;
  topics: readonly Topic[];
  queues: readonly string[];
  migrations: readonly Migration[];
  limits: readonly RateLimit[];
  clientConfig: ClientConfig;
  /** Paths on the API host that answer 200 with JSON when healthy. */
  healthPaths: readonly string[];
  /** SignalR or WebSocket hubs on the API host. */
  hubs: readonly string[];
  journeys: readonly Journey[];
  fallbacks: readonly Fallback[];
  /** Without all of these no release of the system begins. */
  signOff: readonly SignOff[];
  /** SLO profiles by the phase they gate; figures that differ between documents stay with their phase (C1..C5). */
  slo: Readonly<Record<string, Slo>>;
  canary: readonly CanaryStep[];
}
