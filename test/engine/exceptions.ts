import { nameOf } from "../../simulator/resource.ts";
import { unknown } from "../../simulator/wire.ts";
import type { Difference } from "./declared.ts";

/** Where the offline preview and the engine's first preview may say different things. */
export interface Exception {
  what: string;
  reason: string;
  covers: (difference: Difference) => boolean;
}

const suffix = /-[0-9a-f]{7}$/;

const seeded = "made up from the engine's random seed; an offline preview would show a name that never comes to be";

const noCluster =
  "the cluster's address is not known yet, so the engine can ask the Kubernetes provider nothing and takes all outputs of " +
  "its resources for unknown; the offline preview answers in its place";

const noServer =
  "the same of the PostgreSQL provider: the server's address is not known yet; the offline preview answers in its place";

/** A place that takes its value from a Kubernetes object. */
function afterCluster(what: string, type: RegExp, path: RegExp): Exception {
  return {
    what,
    reason: noCluster,
    covers: ({ from, offline, engine, ...at }) =>
      type.test(at.type) &&
      path.test(at.path) &&
      typeof offline === "string" &&
      engine === unknown &&
      from.some((source) => source.startsWith("kubernetes:")),
  };
}

/** A place that takes its value from an object in a database. */
function afterDatabase(what: string, type: RegExp, path: RegExp): Exception {
  return {
    what,
    reason: noServer,
    covers: ({ from, offline, engine, ...at }) =>
      type.test(at.type) &&
      path.test(at.path) &&
      typeof offline === "string" &&
      engine === unknown &&
      from.some((source) => source.startsWith("postgresql:")),
  };
}

/** The same in the stack's outputs. */
function outputAfterCluster(what: string, place: RegExp): Exception {
  return {
    what,
    reason: noCluster,
    covers: ({ type, path, offline, engine }) =>
      type === "pulumi:pulumi:Stack" && place.test(path) && typeof offline === "string" && engine === unknown,
  };
}

/** Reviewed one by one; one that covers nothing any more has to go. */
export const exceptions: readonly Exception[] = [
  {
    what: "default provider of pulumi",
    reason: "the engine adds it, for the StackReference; the program declares none",
    covers: ({ urn, path, offline }) =>
      path === "" && offline === undefined && urn.endsWith("::pulumi:providers:pulumi::default"),
  },
  {
    what: "default provider of random and of tls",
    reason: "the engine adds it; it has nothing to configure, so the program declares none",
    covers: ({ urn, path, offline }) =>
      path === "" && offline === undefined && /::pulumi:providers:(random|tls)::default_[\d_]+$/.test(urn),
  },
  {
    what: "reference to the default provider of random or of tls",
    reason: "as above",
    covers: ({ type, path, offline, engine }) =>
      path === "provider" &&
      /^(random|tls):/.test(type) &&
      offline === "" &&
      typeof engine === "string" &&
      engine.includes(`::pulumi:providers:${type.split(":")[0] ?? ""}::default_`),
  },
  {
    what: "version of a provider's plugin",
    reason: "the engine writes into a provider's inputs which plugin it starts",
    covers: ({ type, path, offline }) =>
      type.startsWith("pulumi:providers:") && path === "inputs.version" && offline === undefined,
  },
  {
    what: "note about a provider's plugin",
    reason: "the engine's own, empty where the plugin comes from the registry",
    covers: ({ type, path, offline, engine }) =>
      type.startsWith("pulumi:providers:") &&
      path === "inputs.__internal" &&
      offline === undefined &&
      JSON.stringify(engine) === "{}",
  },
  {
    what: "StackReference",
    reason: "the engine reads it, and a plan has no goal for what is read; offline, all is declared",
    covers: ({ type, path, engine }) => type === "pulumi:pulumi:StackReference" && path === "op" && engine === "read",
  },
  {
    what: "name that AWS's provider makes up",
    reason: seeded,
    covers: ({ urn, type, path, offline, engine }) =>
      type.startsWith("aws:") &&
      /^inputs\.(name|bucket)$/.test(path) &&
      offline === undefined &&
      typeof engine === "string" &&
      suffix.test(engine) &&
      engine.replace(suffix, "") === nameOf(urn),
  },
  {
    what: "note that a name was made up",
    reason: seeded,
    covers: ({ type, path, offline, engine }) =>
      type.startsWith("aws:") &&
      path === "inputs.__defaults" &&
      offline === undefined &&
      /^\["(name|bucket)"\]$/.test(JSON.stringify(engine)),
  },
  {
    what: "role named by a name that was made up",
    reason: seeded,
    covers: ({ type, path, offline, engine, from }) =>
      type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment" &&
      path === "inputs.role" &&
      offline === unknown &&
      typeof engine === "string" &&
      suffix.test(engine) &&
      from.includes("aws:iam/role:Role"),
  },
  {
    what: "store that refers to a name that was made up",
    reason: seeded,
    covers: ({ type, path, offline, engine, from }) =>
      /^aws:(rds|elasticache)\//.test(type) &&
      /^inputs\.(dbSubnetGroupName|parameterGroupName|subnetGroupName)$/.test(path) &&
      offline === unknown &&
      typeof engine === "string" &&
      suffix.test(engine) &&
      from.some((source) => /Group$/.test(source)),
  },
  {
    what: "log delivery from a source whose name was made up",
    reason: seeded,
    covers: ({ type, path, offline, engine }) =>
      type === "aws:cloudwatch/logDelivery:LogDelivery" &&
      path === "inputs.deliverySourceName" &&
      offline === unknown &&
      typeof engine === "string" &&
      suffix.test(engine),
  },
  afterDatabase("rights in a database", /^postgresql:/, /^inputs\.(database|role|owner|assumeRole|roles\[0\])$/),
  afterCluster("namespace of an object", /^kubernetes:/, /^inputs\.metadata\.namespace$/),
  afterCluster(
    "namespace given to a component",
    /^trading:release:(Service|ServiceCertificate|Migration)$/,
    /^inputs\.namespace$/,
  ),
  {
    what: "names in a certificate, of which the namespace is a part",
    reason: noCluster,
    covers: ({ type, path, offline, engine }) =>
      type === "tls:index/certRequest:CertRequest" &&
      path === "inputs.dnsNames" &&
      Array.isArray(offline) &&
      engine === unknown,
  },
  afterCluster("role of a binding", /:RoleBinding$/, /^inputs\.roleRef\.name$/),
  afterCluster("service of a target group", /:TargetGroupBinding$/, /^inputs\.spec\.serviceRef\.name$/),
  afterCluster("target of an autoscaler", /:HorizontalPodAutoscaler$/, /^inputs\.spec\.scaleTargetRef\.name$/),
  afterCluster("account of a pod", /:(Deployment|Job)$/, /^inputs\.spec\.template\.spec\.serviceAccountName$/),
  afterCluster(
    "environment of a pod",
    /:Deployment$/,
    /^inputs\.spec\.template\.spec\.containers\[\d+\]\.envFrom\[\d+\]\.configMapRef\.name$/,
  ),
  afterCluster("files of the migrations", /:Job$/, /^inputs\.spec\.template\.spec\.volumes\[\d+\]\.configMap\.name$/),
  afterCluster(
    "settings of a connection",
    /:Deployment$/,
    /^inputs\.spec\.template\.spec\.containers\[\d+\]\.env\[\d+\]\.valueFrom\.configMapKeyRef\.name$/,
  ),
  afterCluster(
    "settings of a connection given to a service",
    /^trading:release:Service$/,
    /^inputs\.objectNames\.[\w-]+$/,
  ),
  outputAfterCluster(
    "what a color's objects say of it",
    /^outputs\.release\.\w+\.colors\.(blue|green)\.(images\.[\w-]+|version|namespace|migration\.(image|otherColor))$/,
  ),
  {
    what: "steps of a color's migrations",
    reason: noCluster,
    covers: ({ type, path, offline, engine }) =>
      type === "pulumi:pulumi:Stack" &&
      /^outputs\.release\.\w+\.colors\.(blue|green)\.migration\.steps$/.test(path) &&
      Array.isArray(offline) &&
      engine === unknown,
  },
  outputAfterCluster("which color works", /^outputs\.release\.\w+\.workColor$/),
  outputAfterCluster("leases of the work", /^outputs\.release\.\w+\.work\[\d+\]\.(color|lease|namespace)$/),
];
